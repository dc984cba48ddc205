import * as vscode from 'vscode';
import type { AppError } from '../../core/errors.js';
import type { Manifest } from '../log/logLines.js';

/** Patterns of the user's own names, which messages may quote. */
const hidden: readonly (readonly [pattern: RegExp, shown: string])[] = [
  // The value that Node received instead of the expected one.
  [/\bReceived .*$/s, 'Received […]'],
  [/\b[a-z][a-z\d+.-]*:\/\/[^\s'"]*/gi, '[URL]'],
  [/\bLTAI\w+/g, '[AccessKey]'],
  [/(?:\b[a-z]:)?[\\/](?:[^\s\\/:'"]+[\\/])+[^\s:'"]*/gi, '[path]'],
  [/\b(?:[a-z\d-]+\.)+(?:com|cn|net|org|io|dev|top|xyz|shop|site|app|cc|info|biz|vip|tech|cloud)\b/gi, '[domain]'],
  [/\b\d{10,}\b/g, '[number]'],
];

/**
 * The information for a bug report: versions, the system, the task, and what failed where. Account, bucket, domain and
 * file names are removed as far as their form reveals them; the log hides keys.
 */
export function bugReport({ details }: AppError, { version }: Manifest): string {
  const { message = '', stack, action } = details;
  const { env } = vscode;
  const place = [env.appHost, env.remoteName].filter(Boolean).join(', ');
  return [
    `OSS + CDN for Alibaba Cloud ${version}`,
    `VS Code ${vscode.version} (${place}), Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    ...(action === undefined ? [] : [`Task: ${action}`]),
    hidden.reduce((text, [pattern, shown]) => text.replace(pattern, shown), message),
    ...(stack === undefined ? [] : [stack]),
  ].join('\n');
}
