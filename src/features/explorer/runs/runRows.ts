import type { RunRecord, RunView, StepId } from '../../../core/onboarding/run/run.js';
import {
  currentStep,
  isFinished,
  isOptional,
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

/** The rows of runs. Each is the same object as long as its run exists, since VS Code identifies rows by object. */
export class RunRows {
  private known: ReadonlyMap<string, Rows> = new Map();

  /** The rows of these runs: unfinished ones first, then by age, newest first. */
  list(runs: readonly RunView[]): readonly NodeOf<'run'>[] {
    this.known = new Map(sortRuns(runs).map((run) => [keyOf(run), this.known.get(keyOf(run)) ?? toRows(run)]));
    return [...this.known.values()].map(({ run }) => run);
  }

  /** The rows below a run or its recommended steps. */
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

/** Identifies the look of a row. */
function keyOf(run: RunView): string {
  return [rowId(run), ...listRecommended(run.record)].join(' ');
}

/** A completely finished run has a row of its own, which is closed at first. */
function rowId({ record, activity }: RunView): string {
  const end = activity === 'finished' || activity === 'former' ? `:${activity}` : '';
  return `run:${record.id}${end}`;
}

/** Recommended steps with a row, without skipped ones. */
function listRecommended({ plan, steps }: RunRecord): readonly StepId[] {
  return stepIdsOf(plan).filter((id) => {
    const state = steps[id];
    return isOptional(plan, id) && !(state.state === 'done' && state.skipped);
  });
}

function toRows(view: RunView): Rows {
  const { record, activity } = view;
  const { id } = record;
  const run = { kind: 'run', id: rowId(view), argument: id } as const;
  if (activity === 'former') return { run, children: [], recommended: [] };
  const steps = shownSteps(record).map(
    (step) => ({ kind: 'step', id: `${run.id}/${step}`, argument: id, step }) as const,
  );
  const group = { kind: 'recommended', id: `${run.id}/recommended`, argument: id } as const;
  const needed = steps.filter(({ step }) => !isOptional(record.plan, step));
  const shown = listRecommended(record);
  const recommended = steps.filter(({ step }) => shown.includes(step));
  return { run, children: recommended.length > 0 ? [...needed, group] : needed, recommended };
}

/** Returns whether the run cannot continue without the user: it asks something, or failed permanently. */
export function needsUser(run: RunView): boolean {
  const state = currentStep(run.record)?.state;
  return state?.state === 'needsUser' || (state?.state === 'failed' && !mayPass(state.error));
}

/** How long a finished run stays in the tree, ms. Its changes stay in the Activity view. */
const shownMs = 24 * 3_600_000;

/** Returns whether a run still has a row at `now`, in ms since the epoch. */
export function isShown({ record }: RunView, now: number): boolean {
  const at = finishedAt(record);
  return at === undefined || now - at < shownMs;
}

/** When the last required step was done, in ms since the epoch; `undefined` while one is left. */
function finishedAt(record: RunRecord): number | undefined {
  if (!isFinished(record)) return undefined;
  const needed = stepIdsOf(record.plan)
    .filter((id) => !isOptional(record.plan, id))
    .map((id) => record.steps[id]);
  return Math.max(...needed.map((state) => ('since' in state ? state.since : 0)));
}
