import { Uri, workspace } from 'vscode';

/** A folder, given as a URI text, as its path in the workspace; the workspace folder itself, and what is outside, by its name. */
export function folderText(folder: string): string {
  const uri = Uri.parse(folder);
  const owner = workspace.getWorkspaceFolder(uri);
  const path = owner ? uri.path.slice(owner.uri.path.length) : uri.path.slice(uri.path.lastIndexOf('/'));
  return path.replace(/^\/+|\/+$/g, '') || owner?.name || uri.path;
}
