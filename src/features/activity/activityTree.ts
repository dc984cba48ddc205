import * as vscode from 'vscode';
import type { Activity, ActivityEntry } from '../../core/activity/activity.js';
import type { ClockPort } from '../../core/ports/local.js';
import { setTooltip, treeItem } from '../../host/display.js';
import { shortDateTime } from '../../host/text/timeText.js';
import { changeOutcomeText, changeText, countOf, isProofAsked } from './changeText.js';
import { actionText, changeTitle } from './changeTitle.js';

/** One change to the cloud; `argument` is what its commands get. */
interface ChangeNode {
  readonly argument: string;
  readonly entry: ActivityEntry;
}

/** What was changed in the cloud, the newest first. */
export class ActivityTree implements vscode.TreeDataProvider<ChangeNode> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly activity: Activity,
    private readonly clock: Pick<ClockPort, 'now'>,
  ) {}

  refresh(): void {
    this.changed.fire(undefined);
  }

  getChildren(node?: ChangeNode): ChangeNode[] {
    return node ? [] : this.activity.entries.map((entry) => ({ argument: entry.id, entry }));
  }

  getTreeItem({ argument, entry }: ChangeNode): vscode.TreeItem {
    const when = shortDateTime(entry.startedAt, this.clock.now());
    return treeItem({
      label: actionText(entry),
      id: argument,
      description: describe(entry, when),
      iconPath: iconOf(entry),
      contextValue: changeTokens(entry).join(';'),
      accessibilityInformation: {
        label: [changeTitle(entry), ...countOf(entry), changeOutcomeText(entry), when].join(', '),
      },
    });
  }

  resolveTreeItem(item: vscode.TreeItem, { entry }: ChangeNode): vscode.TreeItem {
    setTooltip(item, changeText(entry));
    return item;
  }
}

/** A row is narrow: what failed comes first, then how many there are, the subject, and the time at the end, where it may be cut off; the icon says what is undone. */
function describe(entry: ActivityEntry, when: string): string {
  const { failed, unknown, subject } = entry;
  const isNews = (failed ?? unknown) !== undefined;
  const news = isNews ? [changeOutcomeText(entry)] : [];
  return [...news, ...countOf(entry), subject, when].join(' · ');
}

function iconOf({ failed, unknown, undoneAt }: ActivityEntry): vscode.ThemeIcon {
  if (isProofAsked(failed)) return new vscode.ThemeIcon('info', new vscode.ThemeColor('charts.blue'));
  if (unknown !== undefined) return new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground'));
  if (failed !== undefined) return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  if (undoneAt !== undefined) return new vscode.ThemeIcon('discard', new vscode.ThemeColor('disabledForeground'));
  return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
}

/** Tokens that `when` clauses of the menus look for: whether a change can be put back, and seen in the console. */
export function changeTokens(entry: ActivityEntry): readonly string[] {
  return [
    'change',
    ...(entry.undo === undefined ? [] : ['undo']),
    ...(entry.place === undefined && entry.failed === undefined ? [] : ['console']),
  ];
}
