import * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
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

/** The text of a mapping file or a smaller one, or `undefined` when there is none; throws `badFile` for one that is larger than a mapping file may be. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (size > maxMappingBytes || !(type & vscode.FileType.File))
      throw new AppError('badFile', { subject: uri.fsPath, code: 'mappingTooLarge' });
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
