import { type RunView, stepIds } from '../../core/onboarding/run/run.js';
import type { Node, NodeOf } from './node.js';

interface Rows {
  readonly run: NodeOf<'run'>;
  readonly steps: readonly NodeOf<'step'>[];
}

/** The rows of the runs: each the same object for as long as its run is there, since VS Code knows a row by it. */
export class RunRows {
  private known: ReadonlyMap<string, Rows> = new Map();

  /** The rows of these runs, in their order. */
  list(runs: readonly RunView[]): readonly NodeOf<'run'>[] {
    this.known = new Map(runs.map(({ record: { id } }) => [id, this.known.get(id) ?? toRows(id)]));
    return [...this.known.values()].map(({ run }) => run);
  }

  stepsOf({ argument }: NodeOf<'run'>): readonly NodeOf<'step'>[] {
    return this.known.get(argument)?.steps ?? [];
  }

  /** Every row, when these are the runs that were listed last; else `undefined`. */
  allOf(runs: readonly RunView[]): readonly Node[] | undefined {
    const ids = runs.map(({ record }) => record.id);
    if (ids.join('\n') !== [...this.known.keys()].join('\n')) return undefined;
    return [...this.known.values()].flatMap(({ run, steps }) => [run, ...steps]);
  }
}

function toRows(id: string): Rows {
  const run: NodeOf<'run'> = { kind: 'run', id: `run:${id}`, argument: id };
  return { run, steps: stepIds.map((step) => ({ kind: 'step', id: `${run.id}/${step}`, argument: id, step })) };
}
