import * as vscode from 'vscode';
import { showWarning } from '../../../host/display.js';
import { noticeText } from '../../../host/plainText.js';

/** Asks whether a file goes up in spite of what it looks like; the question names it. */
export async function confirmSecretFile(label: string): Promise<boolean> {
  const yes = vscode.l10n.t('Publish Anyway');
  const question = vscode.l10n.t('Publish this file although it may contain secrets: {0}?', noticeText(label));
  const detail = vscode.l10n.t('Anyone who knows the URL will be able to read it on CDN.');
  return (await showWarning(question, { modal: true, detail }, yes)) === yes;
}
