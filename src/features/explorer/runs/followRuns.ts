import * as vscode from 'vscode';
import type { RunView, StepId } from '../../../core/onboarding/run/run.js';
import { setContext } from '../../../host/contextKeys.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { setBadge } from '../../../host/prompts/displayViews.js';
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
