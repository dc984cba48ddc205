import * as vscode from 'vscode';

/** Returns whether the workspace is trusted. Nothing is published from an untrusted one. */
export function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** Fires once when the workspace becomes trusted. */
export const onDidGrantTrust: vscode.Event<void> = vscode.workspace.onDidGrantWorkspaceTrust;
