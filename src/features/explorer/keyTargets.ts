import * as vscode from 'vscode';
import type { Node } from './node.js';

/**
 * Returns the rows that a key concerns, as in the file explorer of VS Code: the focused row or, if it is among the selected rows, all of those. VS Code tells
 * an extension only the selection, so the focused row is added to it and removed again, which opens nothing.
 */
export async function listKeyTargets(view: Pick<vscode.TreeView<Node>, 'selection'>): Promise<readonly Node[]> {
  const before = view.selection;
  await toggleFocused();
  const added = view.selection.filter((row) => !before.includes(row));
  await toggleFocused();
  return added.length > 0 ? added : before;
}

/** Selects the focused row in addition to others, or removes it from the selection. */
async function toggleFocused(): Promise<void> {
  await vscode.commands.executeCommand('list.toggleSelection');
}
