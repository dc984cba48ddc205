import type { RunRecord, RunView, StepId } from '../../../core/onboarding/run/run.js';
import {
  currentStep,
  isFinished,
  isOptional,
  isUndone,
  isUnfinished,
  mayPass,
  shownSteps,
  stepIdsOf,
} from '../../../core/onboarding/run/runRecord.js';
import type { Node, NodeOf } from '../node.js';

interface Rows {
  readonly run: NodeOf<'run'>;
  readonly children: readonly (NodeOf<'step'> | NodeOf<'recommended'>)[];
  readonly recommended: readonly NodeOf<'step'>[];
}

/** The rows of runs. The row of a run stays the same object as long as the run exists, since VS Code identifies rows by object. */
export class RunRows {
  private known: ReadonlyMap<string, Rows> = new Map();

  /** Returns the rows of these runs: unfinished runs first, and within each part the newest first. */
  list(runs: readonly RunView[]): readonly NodeOf<'run'>[] {
    this.known = new Map(sortRuns(runs).map((run) => [keyOf(run), this.known.get(keyOf(run)) ?? toRows(run)]));
    return [...this.known.values()].map(({ run }) => run);
  }

  /** Returns the rows below a run or below its recommended steps. */
  childrenOf(node: NodeOf<'run'> | NodeOf<'recommended'>): readonly Node[] {
    const rows = [...this.known.values()].find(({ run }) => run.argument === node.argument);
    return (node.kind === 'run' ? rows?.children : rows?.recommended) ?? [];
  }

  /** All rows if these are the last listed runs, else `undefined`. */
  allOf(runs: readonly RunView[]): readonly Node[] | undefined {
    if (sortRuns(runs).map(keyOf).join('\n') !== [...this.known.keys()].join('\n')) return undefined;
    return [...this.known.values()].flatMap(({ run, children, recommended }) => [run, ...children, ...recommended]);
  }
}

function sortRuns(runs: readonly RunView[]): readonly RunView[] {
  const newest = runs.toSorted((left, right) => right.record.createdAt - left.record.createdAt);
  return [...newest.filter(isUnfinished), ...newest.filter((run) => !isUnfinished(run))];
}

/** Returns a text that changes whenever the rows of a run change. */
function keyOf(run: RunView): string {
  return [rowId(run), ...listRecommended(run.record)].join(' ');
}

/** Returns the row id of a run. A completely finished run gets another id, so that VS Code shows its row closed at first. */
function rowId({ record, activity }: RunView): string {
  const end = activity === 'finished' ? ':finished' : '';
  return `run:${record.id}${end}`;
}

/** Returns the recommended steps that have a row. Skipped steps have none. */
function listRecommended({ plan, steps }: RunRecord): readonly StepId[] {
  return stepIdsOf(plan).filter((id) => {
    const state = steps[id];
    return isOptional(plan, id) && !(state.state === 'done' && state.skipped);
  });
}

function toRows(view: RunView): Rows {
  const { record } = view;
  const { id } = record;
  const run = { kind: 'run', id: rowId(view), argument: id } as const;
  const steps = shownSteps(record).map(
    (step) => ({ kind: 'step', id: `${run.id}/${step}`, argument: id, step }) as const,
  );
  const group = { kind: 'recommended', id: `${run.id}/recommended`, argument: id } as const;
  const needed = steps.filter(({ step }) => !isOptional(record.plan, step));
  const shown = listRecommended(record);
  const recommended = steps.filter(({ step }) => shown.includes(step));
  return { run, children: recommended.length > 0 ? [...needed, group] : needed, recommended };
}

/** Returns whether the run cannot continue without the user, because it asks something or has failed permanently. Nothing is needed after the user has undone the DNS change. */
export function needsUser(run: RunView): boolean {
  const state = currentStep(run.record)?.state;
  if (isUndone(run.record)) return false;
  return state?.state === 'needsUser' || (state?.state === 'failed' && !mayPass(state.error));
}

/** How long a finished run stays in the tree, ms. Its changes remain in the Activity view. */
const shownMs = 24 * 3_600_000;

/** Returns whether a run still has a row at `now`, in ms since the epoch. */
export function isShown({ record }: RunView, now: number): boolean {
  const at = finishedAt(record);
  return at === undefined || now - at < shownMs;
}

/** Returns when the last required step was done, in ms since the epoch. Returns `undefined` while a required step is left. */
function finishedAt(record: RunRecord): number | undefined {
  if (!isFinished(record)) return undefined;
  const needed = stepIdsOf(record.plan)
    .filter((id) => !isOptional(record.plan, id))
    .map((id) => record.steps[id]);
  return Math.max(...needed.map((state) => ('since' in state ? state.since : 0)));
}
