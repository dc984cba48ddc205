import * as vscode from 'vscode';
import { AppError, isErrorOf } from '../../../core/errors.js';
import type { FilePort } from '../../../core/ports/local.js';
import { relativeTo } from '../../../core/publishing/mapping/listUploadable.js';
import {
  type Mapping,
  type MappingFile,
  mappingPath,
  maxMappingBytes,
} from '../../../core/publishing/mapping/mapping.js';

/** Parses a mapping file; loads the parser when needed. */
export async function parseMappings(text: string): Promise<MappingFile> {
  return (await loadParser())(text);
}

/** Loads the parser of mapping files, at once if it was loaded before. */
export async function loadParser(): Promise<(text: string, foreign?: readonly Mapping[]) => MappingFile> {
  return (await import('../../../core/publishing/mapping/parseMapping.js')).parseMappingFile;
}

/** The mapping file of a workspace folder, which need not exist. */
export function mappingUri(folder: vscode.WorkspaceFolder): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, mappingPath);
}

/** The workspace folders on this computer's disk. */
export function foldersOnDisk(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

/** Reads a mapping file or a smaller one; `undefined` if missing. Throws `badFile` for one that is too large or no regular file. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    const parent = await vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, '..'));
    // VS Code's file system does not tell the target of a link.
    const isLinked = ((type | parent.type) & vscode.FileType.SymbolicLink) !== 0;
    if (isLinked || !(type & vscode.FileType.File))
      throw new AppError('badFile', { subject: uri.fsPath, code: 'notRegular' });
    if (size > maxMappingBytes) throw new AppError('badFile', { subject: uri.fsPath, code: 'mappingTooLarge' });
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

/** The content of a mapping file that is a pipe, a device or a folder. */
export const notRegular: MappingFile = {
  mappings: [],
  problems: [{ kind: 'notRegular', offset: 0, length: 1, subject: mappingPath }],
};

/**
 * Reads the text of a mapping file without the window, which may be closing; `undefined` if missing, empty for anything
 * but a regular file, or through a link that leaves the workspace folder.
 */
export async function readFromDisk(
  disk: Pick<FilePort, 'readRange' | 'realPath'>,
  folder: vscode.WorkspaceFolder,
): Promise<{ readonly text: string | undefined; readonly isRegular: boolean }> {
  try {
    // A byte order mark is not part of the text; a truncated text is still too large.
    const [path, top] = await Promise.all([disk.realPath(mappingUri(folder).fsPath), disk.realPath(folder.uri.fsPath)]);
    if (path !== undefined && top !== undefined && relativeTo(top, path) === undefined)
      return { text: '', isRegular: false };
    const bytes = path === undefined ? undefined : await disk.readRange(path, 0, maxMappingBytes + 4);
    return { text: bytes && new TextDecoder().decode(bytes), isRegular: true };
  } catch (error) {
    if (!isErrorOf(error, 'badFile') || error.details.code !== 'notRegular') throw error;
    return { text: '', isRegular: false };
  }
}
