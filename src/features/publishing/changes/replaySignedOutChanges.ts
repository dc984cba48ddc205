import * as vscode from 'vscode';
import { maxUnattended } from '../../../core/publishing/externalChanges.js';
import type { MappedFile } from '../mapping/mappingStore.js';
import { isAutomatic, publishAll, publishSaved, warnLeftOut } from '../publishFiles.js';
import type { Publishing } from '../services.js';
import { onFilesDeleted } from './fileOperations.js';

/**
 * Resumes changes made while signed out. Each is forgotten once it is requested or refused; all are kept if the user has
 * signed out again.
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

/** All at once in order, so that many are held. */
async function replayExternal(publishing: Publishing, kind: 'changed' | 'held'): Promise<void> {
  const { signedOutChanges, mappingStore, deps } = publishing;
  const paths = signedOutChanges.list(kind);
  if (paths.length === 0) return;
  const isWatched = ({ mapping, inside }: Omit<MappedFile, 'key'>) => mappingStore.rulesOf(mapping).watches(inside);
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
  try {
    await vscode.workspace.fs.stat(vscode.Uri.file(path));
    return true;
  } catch {
    return false;
  }
}
