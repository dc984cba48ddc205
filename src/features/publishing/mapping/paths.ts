import * as vscode from 'vscode';
import type { FilePort } from '../../../core/ports/local.js';
import {
  type LabelledFolder,
  leavesWorkspace,
  listUploadable,
} from '../../../core/publishing/mapping/listUploadable.js';
import { typeOf } from './targets.js';

/** Returns whether a path is a folder or inside it, in the same file system. */
export function isWithin(inner: vscode.Uri, outer: vscode.Uri): boolean {
  const isSameSystem = inner.scheme === outer.scheme && inner.authority === outer.authority;
  return isSameSystem && withSlash(inner.path).startsWith(withSlash(outer.path));
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** The POSIX path of a file or folder relative to its workspace folder, empty for that folder itself. */
export function labelOf(uri: vscode.Uri, folder: Pick<vscode.WorkspaceFolder, 'uri'>): string {
  return uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
}

/** The workspace folders on disk that contain a file or folder, the innermost first. */
export function foldersAround(uri: vscode.Uri): readonly vscode.WorkspaceFolder[] {
  const folder = uri.scheme === 'file' ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  if (!folder) return [];
  const above = vscode.Uri.joinPath(folder.uri, '..');
  return [folder, ...(above.path.length < folder.uri.path.length ? foldersAround(above) : [])];
}

/** The files below a folder; `unnamed` are those whose names are not UTF-8, by their paths as far as these can be written. */
export interface FilesBelow {
  readonly files: readonly vscode.Uri[];
  readonly unnamed: readonly vscode.Uri[];
}

/**
 * Lists a folder's files, including those hidden in the Explorer, which are in the bucket too; without those that are
 * never published. A file returns itself, and a folder that a link leads out of the workspace folder returns none.
 */
export async function listFilesBelow(
  uri: vscode.Uri,
  disk: Pick<FilePort, 'list' | 'realPath'>,
  signal = new AbortController().signal,
): Promise<FilesBelow> {
  if ((await typeOf(uri)) !== vscode.FileType.Directory) return { files: [uri], unnamed: [] };
  const unnamed: vscode.Uri[] = [];
  const at = (path: string) => vscode.Uri.joinPath(uri, path);
  if (await leavesWorkspace(disk, toLabelled(uri))) return { files: [], unnamed };
  const found = await listUploadable(disk, toLabelled(uri), signal, {
    onUnnamed: (path) => void unnamed.push(at(path)),
  });
  return { files: found.map(({ path }) => at(path)), unnamed };
}

/** A folder for `listUploadable`, by its path in the innermost workspace folder, which omits the least. */
export function toLabelled(uri: vscode.Uri): LabelledFolder {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return { path: uri.fsPath, label: folder ? labelOf(uri, folder) : '' };
}
