import * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import { isNeverUploaded } from '../../../core/publishing/mapping/neverUpload.js';
import { type CdnTarget, executeCommand } from '../../../host/commandIds.js';
import { showWarning } from '../../../host/display.js';
import { noticeText } from '../../../host/plainText.js';
import { countText } from '../../../host/text/bucketText.js';
import { isTrusted } from '../../../host/trust.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import { leftOutText, publishAll } from '../publishFiles.js';
import type { Publishing } from '../services.js';
import { confirmSecretFile } from './confirmSecretFile.js';
import { findSelectedFiles } from './selectedFiles.js';

/** Publishes the named files or the active one now, whatever `onSave` says; a refused consent is asked for again, and each file that may hold secrets about. */
export async function publishFile(publishing: Publishing, targets: readonly CdnTarget[]): Promise<void> {
  if (!isTrusted()) {
    void showWarning(vscode.l10n.t('Nothing is published from an untrusted workspace'));
    return;
  }
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const wanted = targets.length > 0 ? targets : active === undefined ? [] : [active];
  const { files, unmapped, leftOut } = await findSelectedFiles(publishing, wanted);
  if (unmapped.length > 0 || wanted.length === 0) warnUnmapped(unmapped);
  if (leftOut.length > 0) void showWarning(leftOutText(leftOut));
  if (files.length === 0) return;
  if (!publishing.deps.session.account) throw new AppError('notSignedIn');
  const secret = files.filter(({ label }) => isNeverUploaded(label));
  const named = new Set<MappedFile>();
  for (const file of secret) if (await confirmSecretFile(file.label)) named.add(file);
  const agreed = files.filter((file) => named.has(file) || !secret.includes(file));
  await saveOpen(agreed);
  await publishAll(publishing, agreed, { explicit: true, named });
}

/** The bytes on disk are what is sent, so what is typed must be there first. */
async function saveOpen(files: readonly MappedFile[]): Promise<void> {
  const uris = new Set(files.map(({ uri }) => uri.toString()));
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && uris.has(document.uri.toString())) await document.save();
}

/** Says once what no mapping covers. */
function warnUnmapped(names: readonly string[]): void {
  const [first, ...others] = names.map(noticeText);
  const { l10n } = vscode;
  const open = l10n.t('Open Mapping');
  const message =
    first === undefined
      ? l10n.t('Open a file of a mapped folder first')
      : others.length === 0
        ? l10n.t('No mapping covers this file: {0}', first)
        : l10n.t('No mapping covers {0} and {1} more', first, countText(others.length));
  void showWarning(message, open).then((chosen) => {
    if (chosen === open) void executeCommand('ossCdn.openMapping');
  });
}
