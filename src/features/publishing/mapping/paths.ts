import * as vscode from 'vscode';
import type { FilePort } from '../../../core/ports/local.js';
import { type LabelledFolder, listUploadable } from '../../../core/publishing/mapping/listUploadable.js';
import { typeOf } from './targets.js';

/** Whether a path is that of a folder or of something in it, in the same file system. */
export function isWithin(inner: vscode.Uri, outer: vscode.Uri): boolean {
  const isSameSystem = inner.scheme === outer.scheme && inner.authority === outer.authority;
  return isSameSystem && withSlash(inner.path).startsWith(withSlash(outer.path));
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** The POSIX path of a file or folder relative to its workspace folder, which is empty for that folder itself. */
export function labelOf(uri: vscode.Uri, folder: Pick<vscode.WorkspaceFolder, 'uri'>): string {
  return uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
}

/** The workspace folders on disk that a file or folder is in, the innermost first. */
export function foldersAround(uri: vscode.Uri): readonly vscode.WorkspaceFolder[] {
  const folder = uri.scheme === 'file' ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  if (!folder) return [];
  const above = vscode.Uri.joinPath(folder.uri, '..');
  return [folder, ...(above.path.length < folder.uri.path.length ? foldersAround(above) : [])];
}

/**
 * A folder's files, also those that the settings hide from the Explorer: they are in the bucket like the rest. Those that are never
 * published are left out. What is no folder is itself.
 */
export async function listFilesBelow(
  uri: vscode.Uri,
  files: Pick<FilePort, 'list'>,
  signal = new AbortController().signal,
): Promise<readonly vscode.Uri[]> {
  if ((await typeOf(uri)) !== vscode.FileType.Directory) return [uri];
  const found = await listUploadable(files, toLabelled(uri), signal);
  return found.map(({ path }) => vscode.Uri.joinPath(uri, path));
}

/** A folder for `listUploadable`: by its path in the innermost workspace folder, which leaves out the least. */
export function toLabelled(uri: vscode.Uri): LabelledFolder {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return { path: uri.fsPath, label: folder ? labelOf(uri, folder) : '' };
}
