import { Uri, workspace } from 'vscode';

/**
 * Formats a folder, given as a URI text, as its path in the workspace. If several workspace folders are open, the path begins with the name of its workspace
 * folder. A folder outside the workspace is shown with its whole path.
 */
export function folderText(folder: string): string {
  const uri = Uri.parse(folder);
  const owner = workspace.getWorkspaceFolder(uri);
  if (!owner) return uri.fsPath;
  const path = uri.path.slice(owner.uri.path.length).replace(/^\/+|\/+$/g, '');
  if (path === '') return owner.name;
  return (workspace.workspaceFolders ?? []).length > 1 ? `${owner.name}/${path}` : path;
}
