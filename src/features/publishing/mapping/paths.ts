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

/** A folder for `listUploadable`. */
export function toLabelled(uri: vscode.Uri): LabelledFolder {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return { path: uri.fsPath, label: folder ? labelOf(uri, folder) : '' };
}
