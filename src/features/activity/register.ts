import * as vscode from 'vscode';
import type { Activity, ActivityEntry } from '../../core/activity/activity.js';
import type { ClockPort } from '../../core/ports/local.js';
import { type CommandDeps, guard, registerCommand } from '../../host/commands.js';
import { copyToClipboard, setTooltip } from '../../host/display.js';
import { changeText, chooseUndoable, findChange, openConsole, toChangeItem } from './changeList.js';
import type { ActivityFeatureDeps } from './undoChange.js';

/** Registers the view of changes in the cloud, and the commands on a change. */
export function registerActivity(deps: ActivityFeatureDeps & CommandDeps): vscode.Disposable {
  const { activity, session, log, clock } = deps;
  const tree = new ActivityTree(activity, clock);
  const view = vscode.window.createTreeView('ossCdn.activity', { treeDataProvider: tree });
  const load = () => {
    if (view.visible) void guard(log, 'load activity', () => activity.load());
  };
  return vscode.Disposable.from(
    view,
    view.onDidChangeVisibility(load),
    session.onDidChange(load),
    activity.onDidChange(() => tree.refresh()),
    registerCommand(deps, 'ossCdn.copyCallDetails', async (given) => {
      const entry = findChange(activity, given);
      if (entry) await copyToClipboard(log.redact(changeText(entry)));
    }),
    registerCommand(deps, 'ossCdn.undoChange', async (given) => {
      const entry = await chooseUndoable(deps, given);
      if (!entry) return;
      const { undoChange } = await import('./undoChange.js');
      await undoChange(deps, entry);
    }),
    registerCommand(deps, 'ossCdn.openChangeConsole', (given) => openConsole(deps, given)),
  );
}

/** The row of a change to the cloud. `argument` is passed to its commands. */
interface ChangeNode {
  readonly argument: string;
  readonly entry: ActivityEntry;
}

/** The changes in the cloud, newest first. */
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

  getTreeItem({ entry }: ChangeNode): vscode.TreeItem {
    return toChangeItem(entry, this.clock.now());
  }

  resolveTreeItem(item: vscode.TreeItem, { entry }: ChangeNode): vscode.TreeItem {
    setTooltip(item, changeText(entry));
    return item;
  }
}
