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

/** Parses a mapping file; the parser is loaded when there is one. */
export async function parseMappings(text: string): Promise<MappingFile> {
  return (await loadParser())(text);
}

/** What parses mapping files, at once when it is there. */
export async function loadParser(): Promise<(text: string, foreign?: readonly Mapping[]) => MappingFile> {
  return (await import('../../../core/publishing/mapping/parseMapping.js')).parseMappingFile;
}

/** The mapping file of a workspace folder, whether or not it is there. */
export function mappingUri(folder: vscode.WorkspaceFolder): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, mappingPath);
}

/** The workspace folders on this computer's disk. */
export function foldersOnDisk(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

/** The text of a mapping file or a smaller one, or `undefined` when there is none; throws `badFile` for one that is larger than a mapping file may be, or no regular file. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    const parent = await vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, '..'));
    // Where a link leads the file system of VS Code does not tell.
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

/** The text of a mapping file past the window, which may be closing; `undefined` when there is none, and empty for what is no regular file, or is read over a link that leads out of the workspace folder. */
export async function readFromDisk(
  disk: Pick<FilePort, 'readRange' | 'realPath'>,
  folder: vscode.WorkspaceFolder,
): Promise<{ readonly text: string | undefined; readonly isRegular: boolean }> {
  try {
    // A mark of the byte order is no part of the text; what is cut is still too large.
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
