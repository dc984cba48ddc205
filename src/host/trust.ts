import * as vscode from 'vscode';
import type { HistoryPort } from '../core/ports/local.js';

/** Returns whether the workspace is trusted. Nothing is published from an untrusted workspace. */
export function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** Makes a history of which nothing is known while the workspace is not trusted. */
export function onlyTrusted(history: HistoryPort): HistoryPort {
  return {
    findInHistory: async (...asked) => (isTrusted() ? history.findInHistory(...asked) : undefined),
    listMissing: async (...asked) => (isTrusted() ? history.listMissing(...asked) : undefined),
    describe: async (folder) => (isTrusted() ? history.describe(folder) : undefined),
  };
}

/** Calls the listener once the workspace becomes trusted. */
export function onDidGrantTrust(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidGrantWorkspaceTrust(listener);
}
