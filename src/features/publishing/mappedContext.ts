import * as vscode from 'vscode';
import { setContext } from '../../host/contextKeys.js';
import type { MappedFolder, MappingBook } from './mappingBook.js';

/** More folders than this get no entry in the Explorer's context menu; the palette still works there. */
const mostFiles = 10_000;

/** Keeps the context keys of the menus true: which folders hold mapped files, and whether the active file is mapped. */
export function registerMappedContext(book: MappingBook): vscode.Disposable {
  const updateFile = () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    setContext('ossCdn.mappedFile', uri !== undefined && book.get(uri) !== undefined);
  };
  const updateFolders = async () => {
    const lists = await Promise.all(book.folders.map(listFolders));
    const mapped = new Set(lists.flat());
    setContext('ossCdn.mappedFolders', [...mapped]);
    const above = book.folders.flatMap(listAbove).map(({ fsPath }) => fsPath);
    setContext('ossCdn.publishableFolders', [...new Set([...mapped, ...above])]);
  };
  const update = () => {
    updateFile();
    void updateFolders();
  };
  return vscode.Disposable.from(
    book.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(updateFile),
    vscode.workspace.onDidCreateFiles(() => void updateFolders()),
    vscode.workspace.onDidRenameFiles(() => void updateFolders()),
  );
}

/** The mapped folder itself, should it be empty, and those around it in the workspace. */
export function listAbove({ folder, uri }: Pick<MappedFolder, 'folder' | 'uri'>): readonly vscode.Uri[] {
  const above = uri.path.length > folder.uri.path.length ? vscode.Uri.joinPath(uri, '..') : undefined;
  return [uri, ...(above ? listAbove({ folder, uri: above }) : [])];
}

async function listFolders({ uri }: MappedFolder): Promise<readonly string[]> {
  const pattern = new vscode.RelativePattern(uri, '**/*');
  const files = await vscode.workspace.findFiles(pattern, '**/{node_modules,.git,.vscode}/**', mostFiles);
  return files.flatMap((file) => listAncestors(file, uri));
}

/** The folders from the mapped one down to the file: one that holds only folders has mapped files too. */
function listAncestors(file: vscode.Uri, top: vscode.Uri): readonly string[] {
  const folder = vscode.Uri.joinPath(file, '..');
  const rest = folder.path.length > top.path.length ? listAncestors(folder, top) : [];
  return [...rest, folder.fsPath];
}
