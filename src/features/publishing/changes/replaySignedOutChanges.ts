import * as vscode from 'vscode';
import { maxUnattended } from '../../../core/publishing/externalChanges.js';
import type { CoveredFile } from '../mapping/mappingStore.js';
import { typeOf } from '../mapping/paths.js';
import { isAutomatic, publishAll, publishSaved, warnLeftOut } from '../publishFiles.js';
import type { Publishing } from '../services.js';
import { onFilesDeleted } from './fileOperations.js';

/**
 * Publishes the changes that were made while signed out. Each change is forgotten once it is requested or refused. If the user signs out again meanwhile,
 * the rest is kept.
 */
export async function replaySignedOutChanges(publishing: Publishing): Promise<void> {
  const { signedOutChanges, deps } = publishing;
  const isSignedIn = () => deps.session.account !== undefined;
  if (!isSignedIn()) return;
  const [saved, deleted] = [signedOutChanges.list('saved'), signedOutChanges.list('deleted')];
  const there = await Promise.all([...saved, ...deleted].map(existsOnDisk));
  const send = async (path: string, at: number) => {
    if (there[at]) await publishSaved(publishing, vscode.Uri.file(path));
    if (isSignedIn()) await signedOutChanges.forget([path]);
  };
  await Promise.all(saved.map(send));
  await replayExternal(publishing, 'changed');
  await replayExternal(publishing, 'held');
  const gone = deleted.filter((_path, at) => !there[saved.length + at]);
  if (gone.length > 0)
    await onFilesDeleted(
      publishing,
      gone.map((path) => vscode.Uri.file(path)),
    );
  if (isSignedIn()) await signedOutChanges.forget(deleted);
}

/** Publishes the external changes of one kind in their order and in one batch, so that a large number of them is held for the user. */
async function replayExternal(publishing: Publishing, kind: 'changed' | 'held'): Promise<void> {
  const { signedOutChanges, mappingStore, deps } = publishing;
  const paths = signedOutChanges.list(kind);
  if (paths.length === 0) return;
  const isWatched = ({ mapping, inside }: CoveredFile) => mappingStore.rulesOf(mapping).watches(inside);
  const there = await Promise.all(
    paths.map(async (path) => ((await existsOnDisk(path)) ? [vscode.Uri.file(path)] : [])),
  );
  const found = await Promise.all(there.flat().map((uri) => mappingStore.find(uri)));
  const files = found
    .filter((file) => file !== undefined)
    .filter((file) => isAutomatic(publishing, file) && isWatched(file));
  warnLeftOut(publishing, there.flat(), { filter: isWatched });
  await publishAll(publishing, files, { held: kind === 'held' || files.length > maxUnattended });
  if (deps.session.account) await signedOutChanges.forget(paths);
}

async function existsOnDisk(path: string): Promise<boolean> {
  return (await typeOf(vscode.Uri.file(path))) !== undefined;
}
