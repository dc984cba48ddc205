import * as vscode from 'vscode';
import type { FilePort, ListedFile } from '../../../core/ports/local.js';
import { isNeverUploaded } from '../../../core/publishing/mapping/neverUpload.js';
import { typeOf } from './targets.js';

/** Whether a path is that of a folder or of something in it. */
export function isWithin(inner: vscode.Uri, outer: vscode.Uri): boolean {
  const [path, top] = [inner, outer].map((uri) => uri.path.replace(/\/$/, '')) as [string, string];
  return path === top || path.startsWith(`${top}/`);
}

/** A folder's files, also those that the settings hide from the Explorer: they are in the bucket like the rest. What is no folder is itself. */
export async function listFilesBelow(
  uri: vscode.Uri,
  files: Pick<FilePort, 'list'>,
  signal = new AbortController().signal,
): Promise<readonly vscode.Uri[]> {
  if ((await typeOf(uri)) !== vscode.FileType.Directory) return [uri];
  const skips = (path: string) => isNeverUploaded(`${path}/x`);
  const found = await files.list(uri.fsPath, skips, signal);
  const stays = ({ path, real }: ListedFile) => isNeverUploaded(path) || (real !== undefined && isNeverUploaded(real));
  return found.flatMap((file) => (stays(file) ? [] : vscode.Uri.joinPath(uri, file.path)));
}
