import * as vscode from 'vscode';
import type { RunView, StepId } from '../../core/onboarding/run/run.js';
import { unpin } from '../../core/oss/pinnedBuckets.js';
import { accountText } from '../../host/account/accountText.js';
import { guard, registerAccountCommand, registerCommand } from '../../host/commands.js';
import { setContext } from '../../host/contextKeys.js';
import type { FeatureDeps } from '../../host/deps.js';
import { copyPolicy } from '../../host/errors/presentError.js';
import { addBucket } from './addBucket.js';
import { registerCloudCommands } from './cloudCommands.js';
import { ExplorerTree } from './explorerTree.js';
import { findByPrefix } from './findByPrefix.js';
import type { Node } from './node.js';
import { needsUser } from './runs/runRows.js';
import { repeatWhileShown } from './whileShown.js';

/** Rows of domains that are older are read again while the view is shown, ms. */
const longestMs = 3_600_000;

/** The tree view, its commands, and what refreshes it: the session, the runs, and the user. */
export function registerExplorer(deps: FeatureDeps): vscode.Disposable {
  const { session, board, log } = deps;
  const tree = new ExplorerTree(deps);
  const view = vscode.window.createTreeView('ossCdn.explorer', { treeDataProvider: tree, showCollapseAll: true });
  const loadRuns = () => {
    board.watched = view.visible;
    if (view.visible && session.account) void guard(log, 'load runs', () => board.load());
  };
  let isStale = false;
  let readAt = deps.clock.now();
  /** Queries the domains and their certificates while the view is visible; otherwise marks them stale until it is. */
  const refreshDomains = async () => {
    isStale = !view.visible;
    if (!isStale) readAt = deps.clock.now();
    if (!isStale) await tree.refreshDomains();
  };
  const onVisible = () => {
    loadRuns();
    // Certificates end, and domains are changed elsewhere.
    if (isStale || deps.clock.now() - readAt > longestMs) void refreshDomains();
    else if (view.visible) tree.renewCertificates();
  };
  const onSession = () => {
    view.description = accountText(session.account);
    tree.refresh();
    setContext('ossCdn.hasLiveDomain', false);
    loadRuns();
  };
  view.description = accountText(session.account);
  return vscode.Disposable.from(
    view,
    view.onDidChangeVisibility(onVisible),
    repeatWhileShown(view, deps.clock, longestMs, refreshDomains),
    session.onDidChange(onSession),
    board.onDidChange(followRuns(deps, tree, view, refreshDomains)),
    registerCommand(deps, 'ossCdn.refreshExplorer', (group) => {
      if (group === 'domains') return refreshDomains();
      tree.refresh();
      loadRuns();
    }),
    registerRowCommands(deps, tree, view),
    registerDenialCommands(deps, tree),
    registerCloudCommands(deps),
  );
}

/** What is read again, or further, below a row. */
function registerRowCommands(deps: FeatureDeps, tree: ExplorerTree, view: vscode.TreeView<Node>): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(deps, 'ossCdn.retryNode', (id) => id !== undefined && tree.retry(id)),
    registerCommand(deps, 'ossCdn.loadMore', (id) => id !== undefined && tree.loadMore(id)),
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

/** Refreshes the runs when they change, reads the domains again when a run changed one, and counts what waits for the user. */
function followRuns(
  { board }: FeatureDeps,
  tree: ExplorerTree,
  view: vscode.TreeView<Node>,
  refreshDomains: () => Promise<void>,
): () => void {
  let shown = 0;
  let domains = domainProgress(board.runs);
  return () => {
    const { runs } = board;
    setContext('ossCdn.hasRun', runs.length > 0);
    if (runs.some(leadsToCdn)) setContext('ossCdn.hasLiveDomain', true);
    const visible = tree.runs.length;
    tree.showRuns(visible > 0 !== shown > 0);
    shown = visible;
    const progress = domainProgress(runs);
    if (progress !== domains && shown > 0) void refreshDomains();
    domains = progress;
    const waiting = runs.filter(needsUser).length;
    view.badge =
      waiting === 0
        ? undefined
        : { value: waiting, tooltip: vscode.l10n.t('Tasks that need your input: {0}', waiting) };
  };
}

/** Whether DNS sends at least some visitors to CDN. */
function leadsToCdn({ record: { steps } }: RunView): boolean {
  const { resolved } = steps;
  return resolved.state === 'done' && !resolved.skipped && resolved.note !== 'onlyBesides';
}

/** Steps after which the row of the domain says something else. */
const changing: readonly StepId[] = [
  'domain',
  'online',
  'cname',
  'resolved',
  'binding',
  'certificate',
  'served',
  'addresses',
  'notFound',
  'caching',
  'transfer',
];

/** What the runs have done to the account's domains, as one text to compare. */
function domainProgress(runs: FeatureDeps['board']['runs']): string {
  return runs
    .map(({ record }) => `${record.id} ${changing.filter((id) => record.steps[id].state === 'done').length}`)
    .join('\n');
}
