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
    if (path !== undefined) return toStateFolder(here, path);
  }
  const parent = vscode.Uri.joinPath(folder, '..');
  return parent.path === folder.path ? undefined : findGitFolder(parent);
}

/** Git writes an absolute path for a work tree of its own, and the path back into a file there; any other absolute path is one that the repository brought, and so is a server's. */
async function toStateFolder(here: vscode.Uri, path: string): Promise<vscode.Uri | undefined> {
  if (/^[\\/]{2}/.test(path)) return undefined;
  if (!/^([\\/]|[a-z]:)/i.test(path)) return vscode.Uri.joinPath(here, '..', path);
  const folder = vscode.Uri.file(path);
  const back = await readText(vscode.Uri.joinPath(folder, 'gitdir')).catch(() => undefined);
  return back !== undefined && vscode.Uri.file(back.trim()).path === here.path ? folder : undefined;
}
