import * as vscode from 'vscode';
import type { FilePort } from '../../../core/ports/local.js';
import {
  type LabelledFolder,
  leavesWorkspace,
  listUploadable,
} from '../../../core/publishing/mapping/listUploadable.js';

/** Resolves to the type of a file or folder, following links. Resolves to `undefined` if there is none. */
export async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type & ~vscode.FileType.SymbolicLink;
  } catch {
    return undefined;
  }
}

/** Returns whether `inner` is the folder `outer` or inside it, and in the same file system. */
export function isWithin(inner: vscode.Uri, outer: vscode.Uri): boolean {
  const isSameSystem = inner.scheme === outer.scheme && inner.authority === outer.authority;
  return isSameSystem && withSlash(inner.path).startsWith(withSlash(outer.path));
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** Returns the POSIX path of a file or folder relative to its workspace folder. The path of the workspace folder itself is empty. */
export function labelOf(uri: vscode.Uri, folder: Pick<vscode.WorkspaceFolder, 'uri'>): string {
  return uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
}

/** Returns the workspace folders on disk that contain a file or folder, the innermost first. */
export function foldersAround(uri: vscode.Uri): readonly vscode.WorkspaceFolder[] {
  const folder = uri.scheme === 'file' ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  if (!folder) return [];
  const above = vscode.Uri.joinPath(folder.uri, '..');
  return [folder, ...(above.path.length < folder.uri.path.length ? foldersAround(above) : [])];
}

/** The files below a folder. `unnamed` are the files whose names are not UTF-8, with their paths as far as these can be written. */
interface FilesBelow {
  readonly files: readonly vscode.Uri[];
  readonly unnamed: readonly vscode.Uri[];
}

/**
 * Lists the files below a folder, without those that are never published. Includes files that are hidden in the Explorer, since these are in the bucket too.
 * For a file, the list has only this file. If a link leads the folder out of the workspace folder, the list is empty.
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

/** Converts a folder for `listUploadable`. Its path is relative to the innermost workspace folder, because the shortest path excludes the fewest files. */
export function toLabelled(uri: vscode.Uri): LabelledFolder {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return { path: uri.fsPath, label: folder ? labelOf(uri, folder) : '' };
}
