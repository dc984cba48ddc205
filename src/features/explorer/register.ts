import * as vscode from 'vscode';
import { Disposable, type TreeView } from 'vscode';
import { isUnfinished } from '../../core/onboarding/run/runRecord.js';
import { unpin } from '../../core/oss/pinnedBuckets.js';
import type { ClockPort } from '../../core/ports/local.js';
import { accountText } from '../../host/account/accountText.js';
import { executeCommand } from '../../host/commandIds.js';
import { registerAccountCommand, registerCommand } from '../../host/commands.js';
import { setContext } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { showBriefly, withProgress } from '../../host/display.js';
import { copyPolicy } from '../../host/errors/presentError.js';
import { setDescription } from '../../host/prompts/displayViews.js';
import { addBucket, findByPrefix, registerCloudCommands } from './cloudCommands.js';
import { ExplorerTree } from './explorerTree.js';
import type { Node } from './node.js';
import { retryWhileShown } from './reach.js';
import { createRunLoader, followRuns, revealStarted } from './runs/followRuns.js';

const viewId = 'ossCdn.explorer';

/** Rows of domains that are older are read again while the view is shown, ms. */
const longestMs = 3_600_000;

/** How often the time of a wait moves in its row, ms: a tooltip that is open closes with it. */
const waitClockMs = 5_000;

/**
 * The tree view, its commands, and what refreshes it: the session, the runs, and the user. `filterOf` answers how the names
 * begin that the row with this id lists.
 */
export function registerExplorer(
  deps: FeatureDeps,
): vscode.Disposable & { readonly filterOf: (rowId: string) => string | undefined } {
  const { session, board } = deps;
  const tree = new ExplorerTree(deps);
  const view = vscode.window.createTreeView(viewId, {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
    dragAndDropController: dropFiles,
  });
  const runs = createRunLoader(deps, view);
  const domains = createDomainReader(deps, tree, view);
  const onVisible = () => {
    runs.load();
    domains.onVisible();
  };
  const onSession = () => {
    setDescription(view, accountText(session.account));
    tree.refresh();
    setContext('ossCdn.hasLiveDomain', false);
    setContext('ossCdn.hasHttps', false);
    runs.load();
  };
  setDescription(view, accountText(session.account));
  runs.load();
  const parts = vscode.Disposable.from(
    view,
    view.onDidChangeVisibility(onVisible),
    view.onDidChangeSelection(({ selection }) => tree.look(selection)),
    repeatWhileShown(view, deps.clock, longestMs, domains.refresh),
    moveWaitClocks(deps, tree, view),
    retryWhileShown(view, { reach: tree.reach, retry: (signal) => tree.retryUnreachable(signal) }, deps.clock),
    session.onDidChange(onSession),
    board.onDidChange(runs.keep),
    board.onDidChange(followRuns(deps, tree, view, domains.refresh)),
    // After the rows were told to change.
    revealStarted(deps, tree, view),
    registerCommand(deps, 'ossCdn.refreshExplorer', (group) => {
      if (group === 'domains') return domains.refresh();
      tree.refresh();
      runs.load();
      // The view need not be in sight.
      showBriefly(vscode.l10n.t('The view is read again'), 3_000);
    }),
    registerRowCommands(deps, tree, view),
    registerDenialCommands(deps, tree),
    registerCloudCommands(deps),
  );
  return { filterOf: (rowId) => tree.filterOf(rowId), dispose: () => parts.dispose() };
}

function moveWaitClocks(
  { board, clock }: FeatureDeps,
  tree: ExplorerTree,
  view: vscode.TreeView<Node>,
): vscode.Disposable {
  return repeatWhileShown(view, clock, waitClockMs, async () => {
    if (board.runs.some(isUnfinished)) tree.showRuns(false);
  });
}

/** Reads the domains and their certificates again: at once while the view is visible, otherwise when it is. */
function createDomainReader(
  { clock }: Pick<FeatureDeps, 'clock'>,
  tree: ExplorerTree,
  view: Pick<vscode.TreeView<Node>, 'visible'>,
) {
  let isStale = false;
  let readAt = clock.now();
  const refresh = async () => {
    isStale = !view.visible;
    if (isStale) return;
    readAt = clock.now();
    await tree.refreshDomains();
  };
  const onVisible = () => {
    // Certificates end, and domains are changed elsewhere.
    if (isStale || clock.now() - readAt > longestMs) void refresh();
    else if (view.visible) tree.renewCertificates();
  };
  return { refresh, onVisible };
}

/** What is read again, or further, below a row. */
function registerRowCommands(deps: FeatureDeps, tree: ExplorerTree, view: vscode.TreeView<Node>): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(deps, 'ossCdn.retryNode', (id) => id !== undefined && tree.retry(id)),
    registerCommand(
      deps,
      'ossCdn.refreshRow',
      (target) => target !== undefined && withProgress({ location: { viewId } }, () => tree.refreshRow(target)),
    ),
    registerCommand(deps, 'ossCdn.loadMore', async (id) => {
      const first = id === undefined ? undefined : await tree.loadMore(id);
      // The row that had the focus is gone.
      if (first) await view.reveal(first, { focus: true });
    }),
    registerCommand(deps, 'ossCdn.findByPrefix', async (target) => {
      const parent = target && (await findByPrefix(deps, tree, target));
      if (parent) await view.reveal(parent, { expand: true });
    }),
    registerCommand(deps, 'ossCdn.clearPrefix', (id) => id !== undefined && tree.setFilter(id, '')),
  );
}

/** What helps where something may not be listed. */
function registerDenialCommands(deps: FeatureDeps, tree: ExplorerTree): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(deps, 'ossCdn.copyPolicy', async (id) => {
      const error = id === undefined ? undefined : await tree.findFailure(id);
      if (error) await copyPolicy(error);
    }),
    registerAccountCommand(deps, 'ossCdn.addBucket', async () => {
      if (await addBucket(deps)) tree.retry('buckets');
    }),
    registerCommand(deps, 'ossCdn.removeBucket', async (bucket) => {
      if (bucket) await unpin(deps, bucket.name);
      tree.retry('buckets');
    }),
  );
}

const uriList = 'text/uri-list';

/** Uploads files that are dropped on a row; rows themselves are not moved and bring no list. */
export const dropFiles: vscode.TreeDragAndDropController<Node> = {
  dragMimeTypes: [],
  dropMimeTypes: [uriList],
  handleDrop: async (row, data) => {
    const dropped = await data.get(uriList)?.asString();
    if (dropped)
      await executeCommand('ossCdn.uploadFiles', row && 'bucket' in row ? { ...row.argument, dropped } : undefined);
  },
};

/** Does the work each time that so many ms have passed while the view was shown without a pause. */
export function repeatWhileShown(
  view: Pick<TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
  clock: Pick<ClockPort, 'sleep'>,
  ms: number,
  work: () => Promise<void>,
): Disposable {
  let shown = new AbortController();
  const repeat = async ({ signal }: AbortController) => {
    while (!signal.aborted) {
      await clock.sleep(ms, signal);
      await work();
    }
  };
  const follow = () => {
    shown.abort();
    shown = new AbortController();
    // The sleep ends with the signal.
    if (view.visible) void repeat(shown).catch(() => undefined);
  };
  follow();
  return Disposable.from(view.onDidChangeVisibility(follow), { dispose: () => shown.abort() });
}
