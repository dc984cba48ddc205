import type * as vscode from 'vscode';
import type { Memory } from '../core/ports/local.js';

/** globalState as a `Memory`. Two windows overwrite each other here: keep only what one person changes now and then. */
export function createMemory(state: vscode.Memento): Memory {
  return {
    get: <T>(key: string) => state.get<T>(key),
    set: async (key, value) => state.update(key, value),
  };
}
