import * as vscode from 'vscode';
import type { RunView, StepId } from '../../../core/onboarding/run/run.js';
import { isUnfinished } from '../../../core/onboarding/run/runRecord.js';
import { guard } from '../../../host/commands.js';
import { setContext } from '../../../host/contextKeys.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { setBadge } from '../../../host/prompts/displayViews.js';
import type { StateKey } from '../../../host/stateKeys.js';
import type { Node } from '../node.js';
import { needsUser } from './runRows.js';

/** What is used of the tree, which itself imports from this folder. */
interface RunTree {
  readonly runs: readonly RunView[];
  /** Draws them again; the whole tree where their group came or went. */
  showRuns(isGroupChanged: boolean): void;
}

/** Refreshes the runs when they change, reads the domains again when a run changed one, and counts what waits for the user. */
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
    setBadge(view, waiting, vscode.l10n.t('Tasks that need your input: {0}', waiting));
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

type Deps = Pick<FeatureDeps, 'session' | 'board' | 'log' | 'memory'>;

const openRunKey: StateKey = 'hasOpenRun';

/**
 * Makes what reads the runs of the signed-in account: while their rows are visible, and after a reload where one of them was
 * unfinished, which continues without its rows. A window without any does not open the store.
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
    /** Keeps for the next session that a run is unfinished; that none is left is known after the next load only. */
    keep: () => {
      if (hasOpenRun()) void guard(log, 'note open run', () => note(true));
    },
  };
}

/** What is used of the tree, which itself imports from this folder. */
interface RowFinder {
  findRunRow(id: string): Promise<Node | undefined>;
}

/** Selects the row of each run that the user starts, in sight, once it has one; the focus stays where it is. */
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
      // One that was finished before keeps its former row until it has begun again.
      if (id === undefined || recordOf(id) === before) return;
      started = undefined;
      void guard(log, 'reveal run', () => reveal(id));
    }),
  );
}
