import * as vscode from 'vscode';
import type { CdnTarget } from '../../../host/commandIds.js';

/** Separates targets on disk from others. */
export async function splitTargets(targets: readonly CdnTarget[]): Promise<{
  readonly files: readonly CdnTarget[];
  readonly others: readonly CdnTarget[];
}> {
  const isFile = async (target: CdnTarget) =>
    typeof target === 'string' &&
    target.includes(':') &&
    (await typeOf(vscode.Uri.parse(target, true))) === vscode.FileType.File;
  const are = await Promise.all(targets.map(isFile));
  return { files: targets.filter((_target, at) => are[at]), others: targets.filter((_target, at) => !are[at]) };
}

/** The type of a file or folder, following links. */
export async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type & ~vscode.FileType.SymbolicLink;
  } catch {
    return undefined;
  }
}
