import * as vscode from 'vscode';
import type { AppError } from '../../core/errors.js';
import { policyFor } from '../../core/errorTexts/denialText.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import { inOneLine } from '../../core/text/visibleText.js';
import { executeCommand } from '../commandIds.js';
import { type ConsolePage, consoleLinks } from '../console/consoleLinks.js';
import { openPage } from '../console/openPage.js';
import { copyToClipboard, showError } from '../display.js';
import { describeError, type Log, type Manifest } from '../log/logLines.js';
import { createSettings } from '../settings.js';
import { buttonLabel, buttonPage, type ErrorButton, errorButtons, helpPage } from './errorButtons.js';

/** An additional button of the caller. */
interface OwnButton {
  readonly label: string;
  readonly act: () => unknown;
}

/** Shows an error once, with its own message or `text`, its buttons, and then those of `own`. Shows nothing for `cancelled`. */
export async function presentError(
  error: AppError,
  log: Log,
  own: readonly OwnButton[] = [],
  text = errorText(error),
): Promise<void> {
  if (error.kind === 'cancelled') return;
  const buttons = errorButtons(error);
  const more = error.kind === 'bug' ? [...own, ...reportButtons(log)] : own;
  const labels = [...buttons.map(buttonLabel), ...more.map(({ label }) => label)];
  const chosen = await showError(log.redact(text), ...labels);
  const mine = more.find(({ label }) => label === chosen);
  if (mine) return void (await mine.act());
  const pressed = buttons.find((button) => buttonLabel(button) === chosen);
  if (pressed !== undefined) await press(pressed, error, log);
}

function press(button: ErrorButton, error: AppError, log: Log): unknown {
  const links = consoleLinks(createSettings(log).get('console'));
  switch (button) {
    case 'signIn':
      return executeCommand('ossCdn.signIn');
    case 'upload':
      return executeCommand('ossCdn.onboard', error.details.bucket);
    case 'policy':
      return copyPolicy(error);
    case 'proxy':
      return vscode.commands.executeCommand('workbench.action.openSettings', 'http.proxy');
    case 'reload':
      return vscode.commands.executeCommand('workbench.action.reloadWindow');
    case 'log':
      return log.show();
    case 'details':
      return copyDetails(error, log);
    case 'help':
      return open(helpPage(error, links));
    default:
      return open(buttonPage(button, links));
  }
}

/** Absent before the extension is published. */
function reportButtons({ manifest }: Log): readonly OwnButton[] {
  const { url } = manifest.bugs ?? {};
  return url === undefined ? [] : [{ label: l10n.t('Report'), act: () => openPage(url) }];
}

async function copyDetails(error: AppError, log: Log): Promise<void> {
  const text =
    error.kind === 'bug' ? log.redact(bugReport(error, log.manifest)) : inOneLine(log.redact(describeError(error)));
  await vscode.env.clipboard.writeText(text);
}

/** Copies a policy that would allow the task. */
export async function copyPolicy(error: AppError): Promise<void> {
  const policy = policyFor(error);
  if (policy === undefined) return;
  await copyToClipboard(policy, l10n.t('RAM policy'));
}

function open(page: ConsolePage | undefined): unknown {
  return page === undefined ? undefined : openPage(page);
}

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
