import * as vscode from 'vscode';
import { readText } from '../mapping/mappingFile.js';
import { typeOf } from '../mapping/targets.js';

/** The folder in which git keeps the state of the work tree that a folder belongs to; `undefined` outside of one. */
export async function findGitFolder(folder: vscode.Uri): Promise<vscode.Uri | undefined> {
  const here = vscode.Uri.joinPath(folder, '.git');
  const type = await typeOf(here);
  if (type === vscode.FileType.Directory) return here;
  if (type === vscode.FileType.File) {
    // A work tree of its own, or a submodule, names the folder in a file.
    const path = /^gitdir: (.+)$/m.exec((await readText(here)) ?? '')?.[1]?.trim();
    if (path !== undefined) return isAbsolute(path) ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder, path);
  }
  const parent = vscode.Uri.joinPath(folder, '..');
  return parent.path === folder.path ? undefined : findGitFolder(parent);
}

function isAbsolute(path: string): boolean {
  return /^([\\/]|[a-z]:)/i.test(path);
}
