import * as vscode from 'vscode';
import { confirmChange } from '../../../host/changePrompts.js';
import { noticeText } from '../../../host/plainText.js';

/** Asks whether a file goes up in spite of what it looks like; the question names it. */
export function confirmSecretFile(label: string): Promise<boolean> {
  const question = vscode.l10n.t('Publish this file although it may contain secrets: {0}?', noticeText(label));
  const detail = [vscode.l10n.t('Anyone who knows the URL will be able to read it on CDN.')];
  return confirmChange({ question, detail, button: vscode.l10n.t('Publish Anyway') });
}
