import * as vscode from 'vscode';
import { countText } from '../core/text/countText.js';
import { safeLine, safeLines, visibleLine } from '../core/text/plainText.js';
import { tellShown } from './shown.js';

/** The buttons of a message, behind what makes it a modal one. */
type Buttons = readonly string[] | readonly [vscode.MessageOptions, ...string[]];

/** Shows an information message: the one way to do so, which makes all of its text safe to read. */
export function showInformation(message: string, ...buttons: Buttons): Thenable<string | undefined> {
  return tellShown(vscode.window.showInformationMessage(safeLine(message), ...toSafe(buttons)));
}

/** The same for a warning. */
export function showWarning(message: string, ...buttons: Buttons): Thenable<string | undefined> {
  return tellShown(vscode.window.showWarningMessage(safeLine(message), ...toSafe(buttons)));
}

/** Makes the panel of a page, whose title is safe to read; it takes the focus unless that `keepsFocus` where it is. */
export function createPage(viewType: string, title: string, keepsFocus = false): vscode.WebviewPanel {
  const place = { viewColumn: vscode.ViewColumn.Active, preserveFocus: keepsFocus };
  const panel = vscode.window.createWebviewPanel(viewType, safeLine(title), place);
  void tellShown(Promise.resolve());
  return panel;
}

/** Asks a modal question; Escape and closing it stand for the button `close`. */
export async function askModal(
  message: string,
  { detail, close }: { readonly detail: string; readonly close: string },
  ...buttons: readonly string[]
): Promise<string | undefined> {
  const options = { modal: true, detail: safeLines(detail) };
  const items = [...buttons.map((title) => ({ title })), { title: close, isCloseAffordance: true }];
  return (await tellShown(vscode.window.showWarningMessage(safeLine(message), options, ...items)))?.title;
}

/** Shows an error message, likewise. */
export function showError(message: string, ...buttons: Buttons): Thenable<string | undefined> {
  return tellShown(vscode.window.showErrorMessage(safeLine(message), ...toSafe(buttons)));
}

/** Says something in the status bar for so many ms; likewise. */
export function showBriefly(message: string, ms: number): void {
  vscode.window.setStatusBarMessage(withoutIcons(message, 1), ms);
  void tellShown(Promise.resolve());
}

/** Copies a text and says so in the status bar, by `name` or else by its first line. */
export async function copyToClipboard(text: string, name?: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  showBriefly(vscode.l10n.t('Copied: {0}', name ?? text.split('\n', 1)[0] ?? ''), 3000);
}

/** Copies lines and says in the status bar which is the first and how many more there are. */
export async function copyLines([first = '', ...more]: readonly string[]): Promise<void> {
  const name = more.length > 0 ? vscode.l10n.t('{0} and {1} more', first, countText(more.length)) : first;
  await copyToClipboard([first, ...more].join('\n'), name);
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/** Runs work behind a progress indicator; its title, and what the work reports, are safe to read. */
export function withProgress<T>(
  options: vscode.ProgressOptions,
  work: (progress: Progress, token: vscode.CancellationToken) => Thenable<T>,
): Thenable<T> {
  const { title } = options;
  const safe = { ...options, ...(title !== undefined && { title: safeLine(title) }) };
  const ended = vscode.window.withProgress(safe, (progress: Progress, token) => work(toSafeProgress(progress), token));
  // One in a view need not be in sight.
  return options.location === vscode.ProgressLocation.Notification ? tellShown(ended) : ended;
}

function toSafeProgress(progress: Progress): Progress {
  return {
    report: ({ message, ...step }) =>
      progress.report({ ...step, ...(message !== undefined && { message: safeLine(message) }) }),
  };
}

/** Lets the user choose one of these rows, which have no icons; they become safe to read. */
export function chooseRow<T extends vscode.QuickPickItem>(
  rows: readonly T[],
  { title, placeHolder }: Readonly<Record<'title' | 'placeHolder', string>>,
): Thenable<T | undefined> {
  const options = { title: safeLine(title), placeHolder: safeLine(placeHolder) };
  return tellShown(vscode.window.showQuickPick(toSafeRows(rows, 0), options));
}

/** Makes a list of rows to choose from; `fillList` puts them in, and `setTitle` changes its title. */
export function createList<T extends vscode.QuickPickItem>(title: string, placeholder: string): vscode.QuickPick<T> {
  const list = vscode.window.createQuickPick<T>();
  list.placeholder = safeLine(placeholder);
  setTitle(list, title);
  return list;
}

/** Gives a list, an input box or a page a title, safe to read. */
export function setTitle(input: { title: string | undefined }, title: string): void {
  input.title = safeLine(title);
}

/** Puts rows into a list; they become safe to read and stay the same objects, by which a list tells which is active. */
export function fillList<T extends vscode.QuickPickItem>(list: vscode.QuickPick<T>, rows: readonly T[]): void {
  list.items = toSafeRows(rows, 1);
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

/** A label may have an icon of ours before the index `start`. */
function toSafeRows<T extends vscode.QuickPickItem>(rows: readonly T[], start: number): readonly T[] {
  for (const row of rows) {
    row.label = withoutIcons(row.label, start);
    if (row.description !== undefined) row.description = withoutIcons(row.description);
    if (row.detail !== undefined) row.detail = withoutIcons(row.detail);
  }
  return rows;
}

/** Safe to read, and with no `$(name)` from `start` on, which rows and the status bar would draw as an icon; neither makes links. */
export function withoutIcons(text: string, start = 0): string {
  return visibleLine(text.slice(0, start) + text.slice(start).replaceAll('$(', '$ ('));
}
