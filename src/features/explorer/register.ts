import * as vscode from 'vscode';
import { accountText } from '../../core/account.js';
import { l10n } from '../../core/l10n.js';
import { isUnfinished } from '../../core/onboarding/run/runRecord.js';
import { unpin } from '../../core/oss/pinnedBuckets.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { ObjectRef } from '../../core/ports/oss.js';
import { executeCommand, listObjectRefs } from '../../host/commandIds.js';
import { listCommandTargets, registerAccountCommand, registerCommand } from '../../host/commands.js';
import { setContext } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { copyLines, showBriefly, withProgress } from '../../host/display.js';
import { setDescription } from '../../host/prompts/displayViews.js';
import { ExplorerTree } from './explorerTree.js';
import type { Node } from './node.js';
import { retryWhileShown } from './reach.js';
import { createRunLoader, followRuns, revealStarted } from './runs/followRuns.js';

const viewId = 'ossCdn.explorer';

/** The age at which the rows of domains are read again while the view is visible, ms. */
const longestMs = 3_600_000;

/** How often the waiting time shown in a row is updated, ms. It is not updated more often because an update closes an open tooltip. */
const waitClockMs = 5_000;

/**
 * The tree view for other features. `filterOf` returns the prefix filter of a row by its id, `selection` the selected objects and folders, and
 * `keyTargets` those that a key pressed in the view concerns.
 */
interface RegisteredExplorer extends vscode.Disposable {
  readonly filterOf: (rowId: string) => string | undefined;
  readonly selection: () => readonly ObjectRef[];
  readonly keyTargets: () => Promise<readonly ObjectRef[]>;
}

/** Registers the tree view and its commands, and refreshes the view when the session or the runs change or the user asks for it. */
export function registerExplorer(deps: FeatureDeps): RegisteredExplorer {
  const { session, board } = deps;
  const tree = new ExplorerTree(deps);
  const view = createView(tree);
  const runs = createRunLoader(deps, view);
  const domains = createDomainReader(deps, tree, view);
  const onVisible = () => {
    runs.load();
    domains.onVisible();
  };
  const onSession = () => {
    setDescription(view, accountText(session.account));
    tree.refresh();
    for (const key of ['ossCdn.hasLiveDomain', 'ossCdn.hasHttps'] as const) setContext(key, false);
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
    // After the rows are refreshed.
    revealStarted(deps, tree, view),
    registerCommand(deps, 'ossCdn.refreshExplorer', (group) => {
      if (group === 'domains') return domains.refresh();
      tree.refresh();
      runs.load();
      // The view may be out of sight.
      showBriefly(l10n.t('The view is read again'), 3_000);
    }),
    registerRowCommands(deps, tree, view),
    registerDenialCommands(deps, tree),
    registerBucketCommands(deps),
  );
  return {
    filterOf: (rowId) => tree.filterOf(rowId),
    selection: () => listObjectRows(view.selection),
    keyTargets: async () => listObjectRows(await listKeyTargets(view)),
    dispose: () => parts.dispose(),
  };
}

function createView(tree: ExplorerTree): vscode.TreeView<Node> {
  return vscode.window.createTreeView(viewId, {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
    dragAndDropController: dragAndDrop,
  });
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

/** Creates the function that reads the domains and their certificates again: at once if the view is visible, otherwise when the view becomes visible. */
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

/** Registers the commands that reload a row or load more rows. */
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
      // The row with the focus is gone.
      if (first) await view.reveal(first, { focus: true });
    }),
    registerCommand(deps, 'ossCdn.findByPrefix', async (target) => {
      const parent = target && (await (await loadBuckets()).findByPrefix(deps, tree, target));
      if (parent) await view.reveal(parent, { expand: true });
    }),
    registerCommand(deps, 'ossCdn.clearPrefix', (id) => id !== undefined && tree.setFilter(id, '')),
  );
}

/** Registers the commands for rows whose listing was denied. */
function registerDenialCommands(deps: FeatureDeps, tree: ExplorerTree): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(deps, 'ossCdn.copyPolicy', async (id) => {
      const error = id === undefined ? undefined : await tree.findFailure(id);
      if (!error) return;
      const { copyPolicy } = await import('../../host/errors/presentError.js');
      await copyPolicy(error);
    }),
    registerAccountCommand(deps, 'ossCdn.addBucket', async () => {
      if (await (await loadBuckets()).addBucket(deps)) tree.retry('buckets');
    }),
    registerCommand(deps, 'ossCdn.removeBucket', async (bucket) => {
      if (bucket) await unpin(deps, bucket.name);
      tree.retry('buckets');
    }),
  );
}

/** Registers the commands on objects and on buckets. A bucket command asks for a bucket if none is given. */
function registerBucketCommands(deps: FeatureDeps): vscode.Disposable {
  return vscode.Disposable.from(
    registerAccountCommand(deps, 'ossCdn.createBucket', async (unfiled) =>
      (await loadBuckets()).createBucket(deps, unfiled),
    ),
    registerAccountCommand(deps, 'ossCdn.copyInternetDomain', async (bucket) =>
      (await loadBuckets()).copyInternetDomain(deps, bucket),
    ),
    registerAccountCommand(deps, 'ossCdn.openBucketConsole', async (bucket) =>
      (await loadBuckets()).openBucketConsole(deps, bucket),
    ),
    registerCommand(deps, 'ossCdn.copyObjectKey', async (...given) => {
      const keys = listObjectRefs(listCommandTargets(given)).map(({ key }) => key);
      if (keys.length > 0) await copyLines(keys);
    }),
  );
}

async function loadBuckets(): Promise<typeof import('./bucketCommands.js').bucketCommands> {
  return (await import('./bucketCommands.js')).bucketCommands;
}

/** Runs the work whenever the view has been visible for this many ms without interruption. */
export function repeatWhileShown(
  view: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
  clock: Pick<ClockPort, 'sleep'>,
  ms: number,
  work: () => Promise<void>,
): vscode.Disposable {
  let shown: AbortController | undefined;
  const repeat = async ({ signal }: AbortController) => {
    while (!signal.aborted) {
      await clock.sleep(ms, signal);
      await work();
    }
  };
  const stop = () => shown?.abort();
  const follow = () => {
    stop();
    if (!view.visible) return;
    shown = new AbortController();
    // The sleep rejects when the signal aborts.
    void repeat(shown).catch(() => undefined);
  };
  follow();
  return vscode.Disposable.from(view.onDidChangeVisibility(follow), { dispose: stop });
}

const uriList = 'text/uri-list';
const ownRows = 'application/vnd.code.tree.osscdn.explorer';

/** Moves dragged objects and folders to the row that they are dropped on, and uploads files that are dropped there. */
export const dragAndDrop: vscode.TreeDragAndDropController<Node> = {
  dragMimeTypes: [],
  dropMimeTypes: [uriList, ownRows],
  handleDrag: (rows, data) => {
    const moved = listObjectRows(rows);
    if (moved.length > 0) data.set(ownRows, new vscode.DataTransferItem(moved));
  },
  handleDrop: async (row, data) => {
    const place = row && 'bucket' in row ? row.argument : undefined;
    const moved: unknown = data.get(ownRows)?.value;
    if (Array.isArray(moved)) return place && executeCommand('ossCdn.moveObjects', { ...place, moved });
    const dropped = await data.get(uriList)?.asString();
    if (dropped) await executeCommand('ossCdn.uploadFiles', place && { ...place, dropped });
  },
};

/** Returns the objects and folders among rows. */
function listObjectRows(rows: readonly Node[]): readonly ObjectRef[] {
  return rows.flatMap((row) => (row.kind === 'object' || row.kind === 'folder' ? row.argument : []));
}

/**
 * Returns the rows that a key concerns, as in the file explorer of VS Code: the focused row or, if it is among the selected rows, all of those. VS Code tells
 * an extension only the selection, so the focused row is added to it and removed again, which opens nothing.
 */
export async function listKeyTargets(view: Pick<vscode.TreeView<Node>, 'selection'>): Promise<readonly Node[]> {
  const before = view.selection;
  await toggleFocused();
  const added = view.selection.filter((row) => !before.includes(row));
  await toggleFocused();
  return added.length > 0 ? added : before;
}

/** Selects the focused row in addition to others, or removes it from the selection. */
async function toggleFocused(): Promise<void> {
  await vscode.commands.executeCommand('list.toggleSelection');
}
