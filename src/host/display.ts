import * as vscode from 'vscode';
import { safeLine, safeLines } from './text/plainText.js';

/** The buttons of a message, behind what makes it a modal one. */
type Buttons = readonly string[] | readonly [vscode.MessageOptions, ...string[]];

/** Shows an information message: the one way to do so, which makes all of its text safe to read. */
export function showInformation(message: string, ...buttons: Buttons): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(safeLine(message), ...toSafe(buttons));
}

/** The same for a warning. */
export function showWarning(message: string, ...buttons: Buttons): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(safeLine(message), ...toSafe(buttons));
}

/** The same for an error. */
export function showError(message: string, ...buttons: Buttons): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(safeLine(message), ...toSafe(buttons));
}

/** Says something in the status bar for so many ms; likewise. */
export function showBriefly(message: string, ms: number): void {
  vscode.window.setStatusBarMessage(safeLine(message), ms);
}

/** Runs work behind a progress indicator whose title is safe to read. */
export function withProgress<T>(
  options: vscode.ProgressOptions,
  work: (
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ) => Thenable<T>,
): Thenable<T> {
  const { title } = options;
  return vscode.window.withProgress({ ...options, ...(title !== undefined && { title: safeLine(title) }) }, work);
}

/** Lets the user choose one of these rows; they become safe to read. */
export function chooseRow<T extends vscode.QuickPickItem>(
  rows: readonly T[],
  options: vscode.QuickPickOptions,
): Thenable<T | undefined> {
  return vscode.window.showQuickPick(toSafeRows(rows), options);
}

/** Makes a list of rows to choose from; `fillList` puts them in. */
export function createList<T extends vscode.QuickPickItem>(): vscode.QuickPick<T> {
  return vscode.window.createQuickPick<T>();
}

/** Puts rows into a list; they become safe to read and stay the same objects, by which a list tells which is active. */
export function fillList<T extends vscode.QuickPickItem>(list: vscode.QuickPick<T>, rows: readonly T[]): void {
  list.items = toSafeRows(rows);
}

/** A row of a tree, safe to read. */
export function treeItem(look: Partial<vscode.TreeItem>): vscode.TreeItem {
  const { description, tooltip, accessibilityInformation: spoken } = look;
  const label = safeLine(typeof look.label === 'string' ? look.label : (look.label?.label ?? ''));
  const item = Object.assign(new vscode.TreeItem(label, look.collapsibleState), look, { label });
  if (typeof description === 'string') item.description = safeLine(description);
  if (spoken) item.accessibilityInformation = { ...spoken, label: safeLine(spoken.label) };
  if (typeof tooltip === 'string') item.tooltip = safeLines(tooltip);
  return item;
}

/** Gives a row of a tree or of the status bar a tooltip of several lines, safe to read. */
export function setTooltip(item: { tooltip?: unknown }, text: string): void {
  item.tooltip = safeLines(text);
}

/** An entry in the Problems view, safe to read. */
export function diagnosticAt(range: vscode.Range, sentence: string): vscode.Diagnostic {
  return new vscode.Diagnostic(range, safeLine(sentence));
}

function toSafe(buttons: Buttons): string[] {
  const [first, ...others] = buttons;
  if (typeof first !== 'object') return buttons as string[];
  const options = first.detail === undefined ? first : { ...first, detail: safeLines(first.detail) };
  // The overloads of VS Code take either, and its types allow no union of them.
  return [options, ...others] as unknown as string[];
}

function toSafeRows<T extends vscode.QuickPickItem>(rows: readonly T[]): readonly T[] {
  for (const row of rows) {
    row.label = safeLine(row.label);
    if (row.description !== undefined) row.description = safeLine(row.description);
    if (row.detail !== undefined) row.detail = safeLine(row.detail);
  }
  return rows;
}
