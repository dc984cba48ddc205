import * as vscode from 'vscode';
import { l10n } from '../../core/l10n.js';
import { safeLine } from '../../core/text/plainText.js';
import { setTooltip, withoutIcons } from '../display.js';
import { tellShown } from '../shown.js';

/** Sets the text beside the title of a view, made safe to read. */
export function setDescription(view: { description?: string }, text: string): void {
  view.description = safeLine(text);
}

/** Sets the badge of a view, with a tooltip made safe to read. A value of 0 removes the badge. */
export function setBadge(view: Pick<vscode.TreeView<unknown>, 'badge'>, value: number, tooltip: string): void {
  view.badge = value === 0 ? undefined : { value, tooltip: safeLine(tooltip) };
}

/** The texts of a status bar item: one of our icons, then text. `spoken` is the text for screen readers. */
interface StatusLook {
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
}

/** Creates a status bar item, whose texts `setStatus` sets. `name` is for the menu that hides it. Items of a higher priority stand further left. */
export function createStatus(id: string, name: string, priority: number): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, priority);
  item.name = safeLine(name);
  return item;
}

/** Sets the texts of a status bar item, made safe to read. Icons within the texts are escaped. */
export function setStatus(item: vscode.StatusBarItem, { icon, text, tooltip, spoken }: StatusLook): void {
  item.text = `$(${icon}) ${withoutIcons(text)}`;
  setTooltip(item, tooltip);
  item.accessibilityInformation = { label: safeLine(spoken), role: 'button' };
}

/** Creates a button at the end of a quick pick row, with a tooltip made safe to read. */
export function rowButton(icon: string, tooltip: string): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip: safeLine(tooltip) };
}

/** Makes Back the only button of a quick pick or an input box. */
export function setBackButton(input: { buttons: readonly vscode.QuickInputButton[] }): void {
  input.buttons = [vscode.QuickInputButtons.Back];
}

/** Shows a dialog to choose a file on this computer, with a title made safe to read. */
export async function chooseFile(
  title: string,
  filters: Readonly<Record<string, string[]>>,
): Promise<vscode.Uri | undefined> {
  const openLabel = l10n.t('Choose');
  return (await tellShown(vscode.window.showOpenDialog({ title: safeLine(title), openLabel, filters })))?.[0];
}

/** Shows a save dialog with its title and label made safe to read. The dialog asks before an existing file is replaced. */
export function chooseSavePath(
  title: string,
  saveLabel: string,
  defaultUri: vscode.Uri,
): Thenable<vscode.Uri | undefined> {
  return tellShown(
    vscode.window.showSaveDialog({ title: safeLine(title), saveLabel: safeLine(saveLabel), defaultUri }),
  );
}

/** Shows a dialog to choose a folder, which opens at `start`. Title and label are made safe to read. */
export async function chooseDirectory(
  title: string,
  openLabel: string,
  start: vscode.Uri | undefined,
): Promise<vscode.Uri | undefined> {
  const what = { canSelectFiles: false, canSelectFolders: true, ...(start && { defaultUri: start }) };
  const labels = { title: safeLine(title), openLabel: safeLine(openLabel) };
  return (await tellShown(vscode.window.showOpenDialog({ ...what, ...labels })))?.[0];
}

/** Shows a dialog to choose files, or to choose folders, with title and label made safe to read. Only macOS has a dialog that offers both. */
export async function chooseSources(
  kind: 'files' | 'folders',
  title: string,
  openLabel: string,
): Promise<readonly vscode.Uri[]> {
  const what = { canSelectMany: true, canSelectFiles: kind === 'files', canSelectFolders: kind === 'folders' };
  const labels = { title: safeLine(title), openLabel: safeLine(openLabel) };
  return (await tellShown(vscode.window.showOpenDialog({ ...what, ...labels }))) ?? [];
}

/** Returns the command that opens two texts side by side for comparison, under a title made safe to read. */
export function comparisonOf(left: vscode.Uri, right: vscode.Uri, title: string): Required<vscode.Command> {
  const label = safeLine(title);
  return { command: 'vscode.diff', title: label, tooltip: label, arguments: [left, right, label] };
}

/** Opens two texts side by side for comparison, under a title made safe to read. */
export async function compareTexts(left: vscode.Uri, right: vscode.Uri, title: string): Promise<void> {
  const { command, arguments: given } = comparisonOf(left, right, title);
  await tellShown(vscode.commands.executeCommand(command, ...given));
}
