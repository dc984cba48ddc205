import * as vscode from 'vscode';

/** Whether the user trusts this workspace; nothing is published from one they do not. */
export function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** Fires once when the workspace becomes trusted. */
export const onDidGrantTrust: vscode.Event<void> = vscode.workspace.onDidGrantWorkspaceTrust;
