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
    setContext('ossCdn.mappedFolders', [...new Set(lists.flat())]);
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

async function listFolders({ uri }: MappedFolder): Promise<readonly string[]> {
  const pattern = new vscode.RelativePattern(uri, '**/*');
  const files = await vscode.workspace.findFiles(pattern, '**/{node_modules,.git,.vscode}/**', mostFiles);
  return files.map((file) => vscode.Uri.joinPath(file, '..').fsPath);
}
