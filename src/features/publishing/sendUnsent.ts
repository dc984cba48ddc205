import * as vscode from 'vscode';
import { onFilesDeleted } from './explorerChanges.js';
import { type Publishing, publishSaved } from './publishing.js';

/** Goes on with what was saved or deleted while nobody was signed in. Each is forgotten once it is on its way or refused, and none when the person has signed out again meanwhile. */
export async function sendUnsent(publishing: Publishing): Promise<void> {
  const { unsent, deps } = publishing;
  const isSignedIn = () => deps.session.account !== undefined;
  if (!isSignedIn()) return;
  const [saved, deleted] = [unsent.list('saved'), unsent.list('deleted')];
  const there = await Promise.all([...saved, ...deleted].map(isThere));
  const send = async (path: string, at: number) => {
    if (there[at]) await publishSaved(publishing, vscode.Uri.file(path));
    if (isSignedIn()) await unsent.forget([path]);
  };
  await Promise.all(saved.map(send));
  const gone = deleted.filter((_path, at) => !there[saved.length + at]);
  if (gone.length > 0)
    await onFilesDeleted(
      publishing,
      gone.map((path) => vscode.Uri.file(path)),
    );
  if (isSignedIn()) await unsent.forget(deleted);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.file(path));
    return true;
  } catch {
    return false;
  }
}
