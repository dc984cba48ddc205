import * as vscode from 'vscode';
import type { Activity, ActivityEntry } from '../../core/activity/activity.js';
import { timeOfDay } from '../../host/runText.js';
import { changeText, outcomeText } from './changeText.js';
import { changeTokens } from './changeTokens.js';

/** One change to the cloud; `argument` is what its commands get. */
export interface ChangeNode {
  readonly argument: string;
  readonly entry: ActivityEntry;
}

/** What was changed in the cloud, the newest first. */
export class ActivityTree implements vscode.TreeDataProvider<ChangeNode> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly activity: Activity) {}

  refresh(): void {
    this.changed.fire(undefined);
  }

  getChildren(node?: ChangeNode): ChangeNode[] {
    return node ? [] : this.activity.entries.map((entry) => ({ argument: entry.id, entry }));
  }

  getTreeItem({ argument, entry }: ChangeNode): vscode.TreeItem {
    const label = `${entry.action} ${entry.subject}`;
    const item = new vscode.TreeItem(entry.action);
    const outcome = outcomeText(entry);
    item.id = argument;
    item.description = [entry.subject, timeOfDay(entry.startedAt), `${Math.round(entry.durationMs)} ms`, outcome].join(
      ' · ',
    );
    item.iconPath = iconOf(entry);
    item.contextValue = changeTokens(entry).join(';');
    item.accessibilityInformation = { label: `${label}, ${outcome}` };
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, { entry }: ChangeNode): vscode.TreeItem {
    item.tooltip = changeText(entry);
    return item;
  }
}

function iconOf({ failed, undoneAt }: ActivityEntry): vscode.ThemeIcon {
  if (failed !== undefined) return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  if (undoneAt !== undefined) return new vscode.ThemeIcon('discard', new vscode.ThemeColor('disabledForeground'));
  return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
}
