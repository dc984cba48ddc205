import * as vscode from 'vscode';
import type { AppError } from '../core/errors.js';
import { errorSentences } from './errorSentences.js';
import { executeCommand } from './executeCommand.js';
import type { Log } from './logLines.js';
import { describeError } from './logLines.js';

/** The one sentence for an error: what is wrong and what to do, the variable part last. */
export function errorText(error: AppError): string {
  const sentence = errorSentences[error.kind]();
  // Keys are refused as a whole, whatever they were used for.
  if (needsSignIn(error)) return sentence;
  const subject = error.details.subject ?? (error.kind === 'unexpected' ? error.details.message : undefined);
  return subject ? vscode.l10n.t('{0}: {1}', sentence, subject) : sentence;
}

/** Shows an error once, with the buttons that help; `cancelled` shows nothing. */
export async function presentError(error: AppError, log: Log): Promise<void> {
  if (error.kind === 'cancelled') return;
  const buttons = buttonsOf(error, log);
  const chosen = await vscode.window.showErrorMessage(log.redact(errorText(error)), ...Object.keys(buttons));
  if (chosen !== undefined) await buttons[chosen]?.();
}

type Buttons = Record<string, () => unknown>;

function buttonsOf(error: AppError, log: Log): Buttons {
  const showLog = { [vscode.l10n.t('Show Log')]: () => log.show() };
  if (needsSignIn(error)) return { [vscode.l10n.t('Sign In')]: () => executeCommand('ossCdn.signIn'), ...showLog };
  const { helpUrl } = error.details;
  const help = helpUrl
    ? { [vscode.l10n.t('Open Help')]: () => vscode.env.openExternal(vscode.Uri.parse(helpUrl, true)) }
    : {};
  const copy = {
    [vscode.l10n.t('Copy Details')]: () => vscode.env.clipboard.writeText(log.redact(describeError(error))),
  };
  return { ...help, ...(isOwnWord(error) ? {} : copy), ...(isOwnWord(error) ? {} : showLog) };
}

/** Whether signing in again is the way out. */
export function needsSignIn(error: AppError): boolean {
  return ['notSignedIn', 'badCredentials', 'expiredCredentials'].includes(error.kind);
}

/** Refused before anything was sent: there is nothing in the log to look at. */
function isOwnWord(error: AppError): boolean {
  return error.kind === 'invalidInput' && error.details.requestId === undefined;
}
