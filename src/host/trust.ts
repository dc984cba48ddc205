import * as vscode from 'vscode';

/** Returns whether the workspace is trusted. Nothing is published from an untrusted workspace. */
export function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** Calls the listener once the workspace becomes trusted. */
export function onDidGrantTrust(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidGrantWorkspaceTrust(listener);
}
