import * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import type { RunView, StepId } from '../../../core/onboarding/run/run.js';
import { isUnfinished } from '../../../core/onboarding/run/runRecord.js';
import { guard } from '../../../host/commands.js';
import { setContext } from '../../../host/contextKeys.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { setBadge } from '../../../host/prompts/displayViews.js';
import type { StateKey } from '../../../host/stateKeys.js';
import type { Node } from '../node.js';
import { needsUser } from './runRows.js';

/** The used part of the tree, which itself imports from this folder. */
interface RunTree {
  readonly runs: readonly RunView[];
  /** Refreshes the runs, or the whole tree if their group appeared or disappeared. */
  showRuns(isGroupChanged: boolean): void;
}

/** Refreshes the runs when they change, reads the domains again if a run changed one, and counts runs that wait for the user. */
export function followRuns(
  { board }: FeatureDeps,
  tree: RunTree,
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
    setBadge(view, waiting, l10n.t('Tasks that need your input: {0}', waiting));
  };
}

/** Returns whether DNS leads at least some visitors to CDN. */
function leadsToCdn({ record: { steps } }: RunView): boolean {
  const { resolved } = steps;
  return resolved.state === 'done' && !resolved.skipped && resolved.note !== 'onlyBesides';
}

/** Steps that change the row of a domain. */
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

/** The effects of the runs on the account's domains, as a text to compare. */
function domainProgress(runs: FeatureDeps['board']['runs']): string {
  return runs
    .map(({ record }) => `${record.id} ${changing.filter((id) => record.steps[id].state === 'done').length}`)
    .join('\n');
}

type Deps = Pick<FeatureDeps, 'session' | 'board' | 'log' | 'memory'>;

const openRunKey: StateKey = 'hasOpenRun';

/**
 * Creates the loader of the account's runs. It loads them while their rows are visible, and after a reload if one was
 * unfinished, so that it continues. A window without runs does not open the store.
 */
export function createRunLoader({ session, board, log, memory }: Deps, view: { readonly visible: boolean }) {
  const hasOpenRun = () => board.runs.some(isUnfinished);
  const wasOpen = () => memory.get<boolean>(openRunKey) ?? false;
  const note = async (isOpen: boolean) => {
    if (isOpen !== wasOpen()) await memory.set(openRunKey, isOpen);
  };
  return {
    load: () => {
      board.watched = view.visible;
      if (!session.account || !(view.visible || wasOpen())) return;
      void guard(log, 'load runs', async () => {
        await board.load();
        await note(hasOpenRun());
      });
    },
    /** Remembers for the next session that a run is unfinished. Whether none is left is known only after the next load. */
    keep: () => {
      if (hasOpenRun()) void guard(log, 'note open run', () => note(true));
    },
  };
}

/** The used part of the tree, which itself imports from this folder. */
interface RowFinder {
  findRunRow(id: string): Promise<Node | undefined>;
}

/** Selects and reveals the row of each run that the user starts, without moving the focus. */
export function revealStarted(
  { board, log }: Pick<FeatureDeps, 'board' | 'log'>,
  tree: RowFinder,
  view: Pick<vscode.TreeView<Node>, 'reveal'>,
): vscode.Disposable {
  const recordOf = (id: string) => board.runs.find(({ record }) => record.id === id)?.record;
  let started: { readonly id: string; readonly before: RunView['record'] | undefined } | undefined;
  const reveal = async (id: string) => {
    const row = await tree.findRunRow(id);
    if (row) await view.reveal(row, { select: true, focus: false });
  };
  return vscode.Disposable.from(
    board.onDidStart((id) => {
      started = { id, before: recordOf(id) };
    }),
    board.onDidChange(() => {
      const { id, before } = started ?? {};
      // A restarted run keeps its former row until it has begun again.
      if (id === undefined || recordOf(id) === before) return;
      started = undefined;
      void guard(log, 'reveal run', () => reveal(id));
    }),
  );
}
