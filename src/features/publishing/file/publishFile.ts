import * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import { isNeverUploaded } from '../../../core/publishing/mapping/neverUpload.js';
import type { CdnTarget } from '../../../host/commandIds.js';
import { showWarning } from '../../../host/display.js';
import { isTrusted } from '../../../host/trust.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import { publishAll } from '../publishFiles.js';
import type { Publishing } from '../services.js';
import { confirmSecretFile } from './confirmSecretFile.js';
import { findSelectedFiles } from './selectedFiles.js';
import { warnNothingOpen, warnRefused } from './warnRefused.js';

/** Publishes the named files or the active one now, whatever `onSave` says; a refused consent is asked for again, and each file that may hold secrets about. */
export async function publishFile(publishing: Publishing, targets: readonly CdnTarget[]): Promise<void> {
  if (!isTrusted()) {
    void showWarning(vscode.l10n.t('Nothing is published from an untrusted workspace'));
    return;
  }
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const wanted = targets.length > 0 ? targets : active === undefined ? [] : [active];
  if (wanted.length === 0) warnNothingOpen();
  const { files, refused } = await findSelectedFiles(publishing, wanted);
  warnRefused(refused);
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
