import { Uri, workspace } from 'vscode';

/** A folder, given as a URI text, as its path in the workspace, after the name of the workspace folder where several are open; one outside as its whole path. */
export function folderText(folder: string): string {
  const uri = Uri.parse(folder);
  const owner = workspace.getWorkspaceFolder(uri);
  if (!owner) return uri.fsPath;
  const path = uri.path.slice(owner.uri.path.length).replace(/^\/+|\/+$/g, '');
  if (path === '') return owner.name;
  return (workspace.workspaceFolders ?? []).length > 1 ? `${owner.name}/${path}` : path;
}
