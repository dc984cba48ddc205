import * as vscode from 'vscode';
import { AppError } from '../../core/errors.js';
import { toCdnUrl } from '../../core/objectKey.js';
import { isNeverUploaded } from '../../core/publishing/neverUpload.js';
import { executeCommand } from '../../host/executeCommand.js';
import { isTrusted } from '../../host/trust.js';
import { badFileText } from './failureText.js';
import type { MappedFile } from './mappingBook.js';
import { type Publishing, publishMapped } from './publishing.js';

/** Copies the address of a mapped file at its accelerated domain. */
export async function copyCdnUrl(publishing: Publishing, uri?: string): Promise<void> {
  const url = await chooseUrl(publishing, uri);
  if (url === undefined) return;
  await vscode.env.clipboard.writeText(url);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', url), 5_000);
}

/** Opens that address in the browser. */
export async function openAtCdn(publishing: Publishing, uri?: string): Promise<void> {
  const url = await chooseUrl(publishing, uri);
  if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url, true));
}

/** Publishes a file now, whatever `onSave` says; a refused consent is asked for again. */
export async function publishFile(publishing: Publishing, uri?: string): Promise<void> {
  if (!isTrusted()) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Nothing is published from a workspace that is not trusted'));
    return;
  }
  const file = await findFile(publishing, uri);
  if (!file) return;
  if (isNeverUploaded(file.label)) {
    void vscode.window.showWarningMessage(badFileText('neverUploaded', file.label));
    return;
  }
  if (!publishing.deps.session.account) throw new AppError('notSignedIn');
  // The bytes on disk are what is sent, so what is typed must be there first.
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === file.uri.toString());
  if (open?.isDirty) await open.save();
  await publishMapped(publishing, file, true);
}

async function chooseUrl(publishing: Publishing, uri: string | undefined): Promise<string | undefined> {
  const file = await findFile(publishing, uri);
  if (!file) return undefined;
  const { domains } = file.mapping;
  const title = vscode.l10n.t('Accelerated Domain');
  const name = domains.length > 1 ? await vscode.window.showQuickPick(domains, { title }) : domains[0];
  if (name === undefined) return undefined;
  const { cdn } = await publishing.deps.session.cloud();
  const domain = await cdn.readDomain(name, new AbortController().signal);
  if (!domain) throw new AppError('domainNotFound', { subject: name });
  return toCdnUrl(domain, file.key);
}

/** The named or the active file when a mapping covers it; says so once when none does. */
async function findFile({ book }: Publishing, text: string | undefined): Promise<MappedFile | undefined> {
  const uri = text === undefined ? vscode.window.activeTextEditor?.document.uri : vscode.Uri.parse(text, true);
  const file = uri && (await book.find(uri));
  if (file) return file;
  const open = vscode.l10n.t('Open Mapping');
  const message = uri
    ? vscode.l10n.t('No mapping covers this file: {0}', vscode.workspace.asRelativePath(uri))
    : vscode.l10n.t('Open a file of a mapped folder first');
  void vscode.window.showWarningMessage(message, open).then((chosen) => {
    if (chosen === open) void executeCommand('ossCdn.openMapping');
  });
  return undefined;
}
