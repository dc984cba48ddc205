import * as vscode from 'vscode';
import { l10n } from '../core/l10n.js';
import { countText } from '../core/text/countText.js';
import { safeLine, safeLines, visibleLine } from '../core/text/plainText.js';
import { tellShown } from './shown.js';

/** The buttons of a message, after the options that make it modal. */
type Buttons = readonly string[] | readonly [vscode.MessageOptions, ...string[]];

/** Shows an information message and makes its texts safe to read. All code uses this function. */
export function showInformation(message: string, ...buttons: Buttons): Thenable<string | undefined> {
  return tellShown(vscode.window.showInformationMessage(safeLine(message), ...toSafe(buttons)));
}

/** Shows a warning, with texts made safe to read. */
export function showWarning(message: string, ...buttons: Buttons): Thenable<string | undefined> {
  return tellShown(vscode.window.showWarningMessage(safeLine(message), ...toSafe(buttons)));
}

/** Creates a panel with a title made safe to read. With `keepsFocus` the focus stays where it is. */
export function createPage(viewType: string, title: string, keepsFocus = false): vscode.WebviewPanel {
  const place = { viewColumn: vscode.ViewColumn.Active, preserveFocus: keepsFocus };
  const panel = vscode.window.createWebviewPanel(viewType, safeLine(title), place);
  void tellShown(Promise.resolve());
  return panel;
}

/** Asks a modal question. Escape or closing it counts as the button `close`. */
export async function askModal(
  message: string,
  { detail, close }: { readonly detail: string; readonly close: string },
  ...buttons: readonly string[]
): Promise<string | undefined> {
  const options = { modal: true, detail: safeLines(detail) };
  const items = [...buttons.map((title) => ({ title })), { title: close, isCloseAffordance: true }];
  return (await tellShown(vscode.window.showWarningMessage(safeLine(message), options, ...items)))?.title;
}

/** Shows an error message, with texts made safe to read. */
export function showError(message: string, ...buttons: Buttons): Thenable<string | undefined> {
  return tellShown(vscode.window.showErrorMessage(safeLine(message), ...toSafe(buttons)));
}

/** Shows a text in the status bar for this many ms, made safe to read. */
export function showBriefly(message: string, ms: number): void {
  vscode.window.setStatusBarMessage(withoutIcons(message, 1), ms);
  void tellShown(Promise.resolve());
}

/** Copies a text and reports it in the status bar, by `name` or its first line. */
export async function copyToClipboard(text: string, name?: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  showBriefly(l10n.t('Copied: {0}', name ?? text.split('\n', 1)[0] ?? ''), 3000);
}

/** Copies lines and reports the first and the number of others in the status bar. */
export async function copyLines([first = '', ...more]: readonly string[]): Promise<void> {
  const name = more.length > 0 ? l10n.t('{0} and {1} more', first, countText(more.length)) : first;
  await copyToClipboard([first, ...more].join('\n'), name);
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/** Runs work with a progress indicator. Its title and reports are made safe to read. */
export function withProgress<T>(
  options: vscode.ProgressOptions,
  work: (progress: Progress, token: vscode.CancellationToken) => Thenable<T>,
): Thenable<T> {
  const { title } = options;
  const safe = { ...options, ...(title !== undefined && { title: safeLine(title) }) };
  const ended = vscode.window.withProgress(safe, (progress: Progress, token) => work(toSafeProgress(progress), token));
  // Progress in a view may be out of sight.
  return options.location === vscode.ProgressLocation.Notification ? tellShown(ended) : ended;
}

function toSafeProgress(progress: Progress): Progress {
  return {
    report: ({ message, ...step }) =>
      progress.report({ ...step, ...(message !== undefined && { message: safeLine(message) }) }),
  };
}

/** Shows a list of rows without icons, made safe to read, and returns the chosen one. */
export function chooseRow<T extends vscode.QuickPickItem>(
  rows: readonly T[],
  { title, placeHolder }: Readonly<Record<'title' | 'placeHolder', string>>,
): Thenable<T | undefined> {
  const options = { title: safeLine(title), placeHolder: safeLine(placeHolder) };
  return tellShown(vscode.window.showQuickPick(toSafeRows(rows, 0), options));
}

/** Creates a list. `fillList` sets its rows, `setTitle` its title. */
export function createList<T extends vscode.QuickPickItem>(title: string, placeholder: string): vscode.QuickPick<T> {
  const list = vscode.window.createQuickPick<T>();
  list.placeholder = safeLine(placeholder);
  setTitle(list, title);
  return list;
}

/** Sets the title of a list, an input box or a page, made safe to read. */
export function setTitle(input: { title: string | undefined }, title: string): void {
  input.title = safeLine(title);
}

/** Sets the rows of a list, made safe to read. The row objects stay the same, since a list compares them to find the active one. */
export function fillList<T extends vscode.QuickPickItem>(list: vscode.QuickPick<T>, rows: readonly T[]): void {
  list.items = toSafeRows(rows, 1);
}

/** Creates a tree row, made safe to read. */
export function treeItem(look: Partial<vscode.TreeItem>): vscode.TreeItem {
  const { description, tooltip, accessibilityInformation: spoken } = look;
  const label = safeLine(typeof look.label === 'string' ? look.label : (look.label?.label ?? ''));
  const item = Object.assign(new vscode.TreeItem(label, look.collapsibleState), look, { label });
  if (typeof description === 'string') item.description = safeLine(description);
  if (spoken) item.accessibilityInformation = { ...spoken, label: safeLine(spoken.label) };
  if (typeof tooltip === 'string') item.tooltip = safeLines(tooltip);
  return item;
}

/** Sets a tooltip with several lines, made safe to read. */
export function setTooltip(item: { tooltip?: unknown }, text: string): void {
  item.tooltip = safeLines(text);
}

/** Creates an entry of the Problems view, made safe to read. */
export function diagnosticAt(range: vscode.Range, sentence: string): vscode.Diagnostic {
  return new vscode.Diagnostic(range, safeLine(sentence));
}

function toSafe(buttons: Buttons): string[] {
  const [first, ...others] = buttons;
  if (typeof first !== 'object') return buttons as string[];
  const options = first.detail === undefined ? first : { ...first, detail: safeLines(first.detail) };
  // VS Code's overloads accept both, but their types do not accept a union.
  return [options, ...others] as unknown as string[];
}

/** A label may begin with an icon of ours, up to the index `start`. */
function toSafeRows<T extends vscode.QuickPickItem>(rows: readonly T[], start: number): readonly T[] {
  for (const row of rows) {
    row.label = withoutIcons(row.label, start);
    if (row.description !== undefined) row.description = withoutIcons(row.description);
    if (row.detail !== undefined) row.detail = withoutIcons(row.detail);
  }
  return rows;
}

/** Makes a text safe to read and escapes `$(name)` from `start` on, which rows and the status bar draw as icons. Neither makes links. */
export function withoutIcons(text: string, start = 0): string {
  return visibleLine(text.slice(0, start) + text.slice(start).replaceAll('$(', '$ ('));
}
