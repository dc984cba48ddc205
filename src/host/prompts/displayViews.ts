import * as vscode from 'vscode';
import { safeLine } from '../../core/text/plainText.js';
import { setTooltip, withoutIcons } from '../display.js';
import { tellShown } from '../shown.js';

/** Gives a view a text beside its title, safe to read. */
export function setDescription(view: { description?: string }, text: string): void {
  view.description = safeLine(text);
}

/** Shows a count on the icon of a view, explained by a tooltip that is safe to read; none at 0. */
export function setBadge(view: Pick<vscode.TreeView<unknown>, 'badge'>, value: number, tooltip: string): void {
  view.badge = value === 0 ? undefined : { value, tooltip: safeLine(tooltip) };
}

/** What an item of the status bar says: an icon of ours, then text; `spoken` is for screen readers. */
export interface StatusLook {
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
}

/** Gives an item of the status bar its texts, safe to read and without further icons. */
export function setStatus(item: vscode.StatusBarItem, { icon, text, tooltip, spoken }: StatusLook): void {
  item.text = `$(${icon}) ${withoutIcons(text)}`;
  setTooltip(item, tooltip);
  item.accessibilityInformation = { label: safeLine(spoken), role: 'button' };
}

/** Makes a button at the end of a row of a list, whose tooltip is safe to read. */
export function rowButton(icon: string, tooltip: string): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip: safeLine(tooltip) };
}

/** Gives a list or an input box the button that leads back, and no other one. */
export function setBackButton(input: { buttons: readonly vscode.QuickInputButton[] }): void {
  input.buttons = [vscode.QuickInputButtons.Back];
}

/** Has the user choose a file of this computer; the title is safe to read. */
export async function chooseFile(
  title: string,
  filters: Readonly<Record<string, string[]>>,
): Promise<vscode.Uri | undefined> {
  const openLabel = vscode.l10n.t('Choose');
  return (await tellShown(vscode.window.showOpenDialog({ title: safeLine(title), openLabel, filters })))?.[0];
}

/** Has the user choose where a file is saved, which asks before it replaces one; title and label are safe to read. */
export function chooseSavePath(
  title: string,
  saveLabel: string,
  defaultUri: vscode.Uri,
): Thenable<vscode.Uri | undefined> {
  return tellShown(
    vscode.window.showSaveDialog({ title: safeLine(title), saveLabel: safeLine(saveLabel), defaultUri }),
  );
}

/** Has the user choose a folder of this computer, beginning at `start`; title and label are safe to read. */
export async function chooseDirectory(
  title: string,
  openLabel: string,
  start: vscode.Uri | undefined,
): Promise<vscode.Uri | undefined> {
  const what = { canSelectFiles: false, canSelectFolders: true, ...(start && { defaultUri: start }) };
  const labels = { title: safeLine(title), openLabel: safeLine(openLabel) };
  return (await tellShown(vscode.window.showOpenDialog({ ...what, ...labels })))?.[0];
}

/** Has the user choose files, or folders, of this computer; title and label are safe to read. A dialog that takes both is on macOS alone. */
export async function chooseSources(
  kind: 'files' | 'folders',
  title: string,
  openLabel: string,
): Promise<readonly vscode.Uri[]> {
  const what = { canSelectMany: true, canSelectFiles: kind === 'files', canSelectFolders: kind === 'folders' };
  const labels = { title: safeLine(title), openLabel: safeLine(openLabel) };
  return (await tellShown(vscode.window.showOpenDialog({ ...what, ...labels }))) ?? [];
}

/** Shows two texts beside each other, under a title that is safe to read. */
export async function compareTexts(left: vscode.Uri, right: vscode.Uri, title: string): Promise<void> {
  await tellShown(vscode.commands.executeCommand('vscode.diff', left, right, safeLine(title)));
}
