import * as vscode from 'vscode';
import { AppError, isErrorOf } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import type { FilePort } from '../../../core/ports/local.js';
import { relativeTo } from '../../../core/publishing/mapping/listUploadable.js';
import {
  type Mapping,
  type MappingFile,
  mappingPath,
  maxMappingBytes,
} from '../../../core/publishing/mapping/mapping.js';
import { showWarning } from '../../../host/display.js';
import { typeOf } from './paths.js';

/** Parses a mapping file. The parser is loaded at the first call. */
export async function parseMappings(text: string): Promise<MappingFile> {
  return (await loadParser())(text);
}

/** Loads the parser of mapping files. Later calls return the loaded one. */
export async function loadParser(): Promise<(text: string, foreign?: readonly Mapping[]) => MappingFile> {
  return (await import('../../../core/publishing/mapping/parseMapping.js')).parseMappingFile;
}

/** Returns the URI of a workspace folder's mapping file, which need not exist. */
export function mappingUri(folder: vscode.WorkspaceFolder): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, mappingPath);
}

/** Returns the workspace folders that are on this computer's disk. */
export function foldersOnDisk(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

/** Reads a mapping file, or a smaller file. Resolves to `undefined` if the file is missing. Throws `badFile` if it is too large or not a regular file. */
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

/** The parsed content of a mapping file that is no regular file, but a pipe, a device or a folder. */
export const notRegular: MappingFile = {
  mappings: [],
  problems: [{ kind: 'notRegular', offset: 0, length: 1, subject: mappingPath }],
};

/**
 * Reads the text of a mapping file directly from the disk, without the window, which may be closing. Resolves to `undefined` if the file is missing, and to
 * empty text if it is no regular file or a link leads out of the workspace folder.
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

/** Opens the mapping file of the given workspace folder, or of a workspace folder that the user chooses. Creates the file if it is missing. */
export async function openMapping(given?: vscode.WorkspaceFolder): Promise<void> {
  const folder = given ?? (await chooseFolder());
  if (!folder) return;
  const uri = mappingUri(folder);
  if ((await typeOf(uri)) === undefined)
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('{\n  "mappings": []\n}\n'));
  await vscode.window.showTextDocument(uri);
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = foldersOnDisk();
  if (folders.length === 0) void showWarning(l10n.t('Open a folder first'));
  return folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0];
}
