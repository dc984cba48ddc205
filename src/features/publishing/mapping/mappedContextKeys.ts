import * as vscode from 'vscode';
import { setContext } from '../../../host/contextKeys.js';
import { type MappedFolderDeps, MappedFolderPaths } from './mappedFolderPaths.js';
import type { MappedFolder, MappingStore } from './mappingStore.js';

/** Keeps the context keys of the menus true: which folders are mapped, and whether the active file is. */
export function registerMappedContext(mappingStore: MappingStore, deps: MappedFolderDeps): vscode.Disposable {
  const updateFile = () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    setContext('ossCdn.mappedFile', uri !== undefined && mappingStore.get(uri) !== undefined);
  };
  const folders = new MappedFolderPaths(mappingStore, deps, (mapped) => {
    setContext('ossCdn.hasMapping', mappingStore.folders.length > 0);
    setContext('ossCdn.mappedFolders', [...mapped]);
    const above = mappingStore.folders.flatMap(listAbove).map(({ fsPath }) => fsPath);
    setContext('ossCdn.publishableFolders', [...new Set([...mapped, ...above])]);
  });
  const renew = () => folders.refresh();
  return vscode.Disposable.from(
    folders,
    mappingStore.onDidChange(() => {
      updateFile();
      renew();
    }),
    vscode.window.onDidChangeActiveTextEditor(updateFile),
    vscode.workspace.onDidCreateFiles(renew),
    vscode.workspace.onDidRenameFiles(renew),
  );
}

/** The mapped folder itself, should it be empty, and those around it in the workspace. */
export function listAbove({ folder, uri }: Pick<MappedFolder, 'folder' | 'uri'>): readonly vscode.Uri[] {
  const above = uri.path.length > folder.uri.path.length ? vscode.Uri.joinPath(uri, '..') : undefined;
  return [uri, ...(above ? listAbove({ folder, uri: above }) : [])];
}
