import * as vscode from 'vscode';
import type { RefreshKind } from '../../core/cdn/callLimits.js';
import { lazy } from '../../core/concurrency/lazy.js';
import { l10n } from '../../core/l10n.js';
import type { CdnTarget } from '../../host/commandIds.js';
import { type CommandDeps, listCommandTargets, registerAccountCommand, registerCommand } from '../../host/commands.js';
import { showBriefly } from '../../host/display.js';
import type { Refreshing } from './refreshCommands.js';
import type { RefreshDeps } from './refreshDeps.js';
import type { SendDeps } from './sendUrls.js';
import type { TaskRow } from './tasks/taskTree.js';

/** The part of refreshing by hand that other features use. */
interface RegisteredRefresh extends vscode.Disposable {
  /** Submits URLs to CDN without asking, and follows their tasks to the end. */
  sendUrls(request: RefreshKind, urls: readonly string[]): Promise<void>;
}

/** Registers the commands on files, objects and domains, and the view of the tasks. The rest is loaded when first needed. */
export function registerRefresh(
  deps: RefreshDeps & CommandDeps & Pick<SendDeps, 'sendLater' | 'follow'>,
): RegisteredRefresh {
  const changed = new vscode.EventEmitter<undefined>();
  const parts: vscode.Disposable[] = [changed];
  let tree: Refreshing['tree'] | undefined;
  const open = lazy(async () => {
    const { openRefreshing } = await import('./refreshCommands.js');
    const made = openRefreshing(deps, { isVisible: () => view.visible, redraw: () => changed.fire(undefined) });
    tree = made.tree;
    parts.push(tree);
    return made;
  });
  const view = vscode.window.createTreeView('ossCdn.refreshTasks', { treeDataProvider: provide(open, changed.event) });
  parts.push(
    view,
    view.onDidChangeVisibility(() => tree?.onVisibility()),
    deps.activity.onDidChange(() => tree?.onActivity()),
    deps.session.onDidChange(() => tree?.reset()),
    ...registerTargetCommands(deps, open),
    registerCommand(deps, 'ossCdn.refreshTaskList', async () => {
      await (await open()).tree.refresh();
      showBriefly(l10n.t('The view is read again'), 3_000);
    }),
    registerCommand(deps, 'ossCdn.moreRefreshTasks', async () => (await open()).tree.more()),
    registerCommand(deps, 'ossCdn.retryRefreshTask', async (task) => (await open()).retryTask(task)),
    registerCommand(deps, 'ossCdn.copyTaskUrl', async (task) => (await open()).copyTaskUrl(task)),
  );
  const sendUrls: RegisteredRefresh['sendUrls'] = async (request, urls) => (await open()).sendUrls(request, urls);
  return { sendUrls, dispose: () => parts.forEach((part) => void part.dispose()) };
}

/** Commands on files, objects, buckets and domains. Those in `onTargets` work on all selected rows, and those in `onOne` on the clicked row alone. */
const onTargets = ['refreshUrls', 'prefetchUrls', 'refreshFolder', 'copyCdnUrl', 'copyCdnUrlAs'] as const;
const onOne = ['refreshPath', 'prefetchPath', 'refreshPattern', 'openAtCdn', 'checkAtEdge'] as const;

function registerTargetCommands(
  deps: RefreshDeps & CommandDeps,
  open: () => Promise<Refreshing>,
): readonly vscode.Disposable[] {
  const run = async (id: keyof Refreshing['onTargets'], given: readonly CdnTarget[]) =>
    (await open()).onTargets[id](given);
  const ids = <N extends string>(names: readonly N[]) => names.map((name) => `ossCdn.${name}` as const);
  return [
    ...ids(onTargets).map((id) => registerAccountCommand(deps, id, (...given) => run(id, listCommandTargets(given)))),
    ...ids(onOne).map((id) => registerAccountCommand(deps, id, (...[one]) => run(id, one === undefined ? [] : [one]))),
  ];
}

function provide(
  open: () => Promise<Refreshing>,
  onDidChangeTreeData: vscode.Event<undefined>,
): vscode.TreeDataProvider<TaskRow> {
  return {
    onDidChangeTreeData,
    getChildren: async (row) => {
      const { tree } = await open();
      const rows = await tree.getChildren(row);
      if (!row) tree.watch();
      return rows;
    },
    getTreeItem: async (row) => (await open()).tree.getTreeItem(row),
    resolveTreeItem: async (item, row) => (await open()).tree.resolveTreeItem(item, row),
  };
}
