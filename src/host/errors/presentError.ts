import * as vscode from 'vscode';
import { AppError } from '../../core/errors.js';
import { denialText, policyFor } from '../../core/errorTexts/denialText.js';
import { sentenceOf, subjectSentence } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import { noticeText } from '../../core/text/plainText.js';
import { inOneLine } from '../../core/text/visibleText.js';
import { executeCommand } from '../commandIds.js';
import { type ConsolePage, consoleLinks } from '../console/consoleLinks.js';
import { openPage } from '../console/openPage.js';
import { copyToClipboard, showError } from '../display.js';
import { describeError, type Log } from '../log/logLines.js';
import { createSettings } from '../settings.js';
import { bugReport } from './bugReport.js';
import { buttonLabel, buttonPage, type ErrorButton, errorButtons, helpPage, needsSignIn } from './errorButtons.js';

/** The message of an error: the problem and the remedy, then the variable part. */
export function errorText(error: AppError): string {
  if (error.details.denial) return denialText(error.details);
  const sentence = sentenceOf(error);
  // Refused keys concern the account, whatever the call was about.
  if (needsSignIn(error)) return sentence;
  const subject = error.details.subject ?? (error.kind === 'unexpected' ? error.details.message : undefined);
  if (!subject) return sentence;
  const whole = subjectSentence(error.kind, noticeText(subject));
  if (whole) return whole;
  const about = [subject, error.details.functionName].filter(Boolean).join(' ');
  return l10n.t('{0}: {1}', sentence, noticeText(about));
}

/** The message of an error for a text that already names its subject. */
export function errorTextWithoutSubject({ kind, details }: AppError): string {
  const { subject: _named, ...rest } = details;
  return errorText(new AppError(kind, rest));
}

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
