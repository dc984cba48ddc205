import * as vscode from 'vscode';
import { AppError } from '../../core/errors.js';
import { isNeverUploaded } from '../../core/publishing/neverUpload.js';
import { executeCommand } from '../../host/executeCommand.js';
import { noticeText } from '../../host/plainText.js';
import { isTrusted } from '../../host/trust.js';
import { confirmNamed } from './confirmNamed.js';
import type { MappedFile } from './mappingBook.js';
import { type Publishing, publishAll } from './publishing.js';

/** Publishes a file now, whatever `onSave` says; a refused consent is asked for again, and a file that may hold secrets about. */
export async function publishFile(publishing: Publishing, uri?: string): Promise<void> {
  if (!isTrusted()) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Nothing is published from a workspace that is not trusted'));
    return;
  }
  const file = await findFile(publishing, uri);
  if (!file) return;
  if (!publishing.deps.session.account) throw new AppError('notSignedIn');
  const named = isNeverUploaded(file.label);
  if (named && !(await confirmNamed(file.label))) return;
  // The bytes on disk are what is sent, so what is typed must be there first.
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === file.uri.toString());
  if (open?.isDirty) await open.save();
  await publishAll(publishing, [file], { explicit: true, named });
}

/** The named or the active file when a mapping covers it; says so once when none does. */
async function findFile({ book }: Publishing, text: string | undefined): Promise<MappedFile | undefined> {
  const uri = text === undefined ? vscode.window.activeTextEditor?.document.uri : vscode.Uri.parse(text, true);
  const file = uri && (await book.find(uri));
  if (file) return file;
  const open = vscode.l10n.t('Open Mapping');
  const message = uri
    ? vscode.l10n.t('No mapping covers this file: {0}', noticeText(vscode.workspace.asRelativePath(uri)))
    : vscode.l10n.t('Open a file of a mapped folder first');
  void vscode.window.showWarningMessage(message, open).then((chosen) => {
    if (chosen === open) void executeCommand('ossCdn.openMapping');
  });
  return undefined;
}
