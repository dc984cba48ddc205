import * as vscode from 'vscode';
import type { AppError } from '../../core/errors.js';
import type { Manifest } from '../log/logLines.js';

/** Names of a user's own, as far as their form tells: messages of the program may quote it. */
const hidden: readonly (readonly [pattern: RegExp, shown: string])[] = [
  // What Node was given in place of what it wants.
  [/\bReceived .*$/s, 'Received […]'],
  [/\b[a-z][a-z\d+.-]*:\/\/[^\s'"]*/gi, '[URL]'],
  [/\bLTAI\w+/g, '[AccessKey]'],
  [/(?:\b[a-z]:)?[\\/](?:[^\s\\/:'"]+[\\/])+[^\s:'"]*/gi, '[path]'],
  [/\b(?:[a-z\d-]+\.)+(?:com|cn|net|org|io|dev|top|xyz|shop|site|app|cc|info|biz|vip|tech|cloud)\b/gi, '[domain]'],
  [/\b\d{10,}\b/g, '[number]'],
];

/**
 * What a maintainer needs to know of a bug: versions, the system, the task, and what failed where. No account, bucket, domain or file, as far as
 * these can be told by their form; keys are hidden by the log.
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
