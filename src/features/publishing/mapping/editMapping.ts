import * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import { mappingPath } from '../../../core/publishing/mapping/mapping.js';
import { isTrusted } from '../../../host/trust.js';
import { mappingUri, readText } from './mappingFile.js';

/**
 * Rewrites the mapping file of a workspace folder if `edit` changes its text. Throws `badFile` if an editor has unsaved
 * changes, or the workspace is not trusted.
 */
export async function rewriteMapping(
  owner: vscode.WorkspaceFolder,
  edit: (text: string | undefined) => string,
): Promise<void> {
  requireTrust();
  const uri = mappingUri(owner);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  // Otherwise the user would have to choose between the two versions.
  if (open?.isDirty) throw new AppError('badFile', { subject: mappingPath, code: 'unsaved' });
  const before = await readText(uri);
  const after = edit(before);
  if (after !== before) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(after));
}

/** Throws `badFile` before the workspace is trusted: its mapping is not even read until then. */
export function requireTrust(): void {
  if (!isTrusted()) throw new AppError('badFile', { subject: mappingPath, code: 'untrusted' });
}

/** The path of a folder in a mapping, relative to its workspace folder. */
export function folderIn(owner: vscode.WorkspaceFolder, uri: vscode.Uri): string {
  return uri.path.slice(owner.uri.path.length).replace(/^\/+|\/+$/g, '');
}

/** Editing JSON in place is rarely needed, so it is a separate output file. */
export function loadEditing(): Promise<typeof import('../../../core/publishing/mapping/editMapping.js')> {
  return import('../../../core/publishing/mapping/editMapping.js');
}
