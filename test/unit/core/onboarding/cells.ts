import { expect } from 'vitest';
import type { RunRecord } from '../../../../src/core/onboarding/run/run.js';
import { currentStep } from '../../../../src/core/onboarding/run/runRecord.js';
import type { Fate } from './mortal.js';
import { play, type Story, stories } from './stories.js';
import { isRepeatable, splitWrite } from './writes.js';

/** A write or a save of a story, numbered from 0 among its kind. */
interface Cell {
  readonly what: string;
  readonly at: number;
}

/** A story with every point at which something can go wrong. */
interface Cells {
  readonly story: Story;
  readonly end: Awaited<ReturnType<typeof play>>;
  readonly writes: readonly Cell[];
  readonly saves: readonly Cell[];
}

/** Every story with its cells; what it shares with an earlier one is left out, since up to where they part it is the same. */
export async function readCells(): Promise<readonly Cells[]> {
  const traces: Trace[] = [];
  for (const story of stories) traces.push(await trace(story));
  return traces.map((each, index) => {
    const earlier = traces.slice(0, index);
    // The first save is the start itself: before it there is no run.
    const saves = cellsOf('save', each, earlier).filter(({ at }) => at > 0);
    return { story: each.story, end: each.end, writes: cellsOf('write', each, earlier), saves };
  });
}

/** Plays the story with this fate and expects the end that it has undisturbed, with nothing done more often. */
export async function expectSameEnd({ story, end }: Cells, fate: Fate, dies: boolean): Promise<void> {
  const { died, activity, left, writes } = await play(story, fate);
  expect({ died, activity }).toEqual({ died: dies, activity: 'finished' });
  expect(left).toEqual(end.left);
  const most = countWrites(end.writes);
  const more = [...countWrites(writes)].filter(([write, count]) => count > (most.get(write) ?? 0));
  expect(more).toEqual([]);
}

/** The fate of a window to which this happens at its write number `at`. */
export function meetAtWrite(at: number, what: ReturnType<Fate>): Fate {
  let count = 0;
  return (deed) => (deed.kind === 'call' && deed.write !== undefined && count++ === at ? what : undefined);
}

/** The fate of a window to which this happens at its save number `at`. */
export function meetAtSave(at: number, what: ReturnType<Fate>): Fate {
  let count = 0;
  return (deed) => (deed.kind === 'save' && count++ === at ? what : undefined);
}

/** Plays a story undisturbed; tells every write that was sent, also those that were refused, and every save, in order. */
async function trace(story: Story) {
  const deeds: { kind: 'write' | 'save'; what: string }[] = [];
  const end = await play(story, (deed) => {
    if (deed.kind === 'save') deeds.push({ kind: 'save', what: describeSave(deed.record) });
    else if (deed.write !== undefined) deeds.push({ kind: 'write', what: deed.write });
    return undefined;
  });
  return { story, deeds, end };
}

function describeSave(record: RunRecord): string {
  const step = currentStep(record);
  return step ? `${step.id} ${step.state.state}` : 'all done';
}

type Trace = Awaited<ReturnType<typeof trace>>;

/** The deeds of one kind, without those before this story parts from an earlier one. */
function cellsOf(kind: 'write' | 'save', { deeds }: Trace, earlier: readonly Trace[]): readonly Cell[] {
  const parting = Math.max(0, ...earlier.map((other) => countSame(deeds, other.deeds)));
  const known = deeds.slice(0, parting).filter((deed) => deed.kind === kind).length;
  return deeds
    .filter((deed) => deed.kind === kind)
    .map(({ what }, at) => ({ what, at }))
    .slice(known);
}

function countSame(left: Trace['deeds'], right: Trace['deeds']): number {
  const parting = left.findIndex(({ kind, what }, index) => right[index]?.kind !== kind || right[index].what !== what);
  return parting < 0 ? left.length : parting;
}

function countWrites(writes: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const write of writes.flatMap(splitWrite))
    if (!isRepeatable(write)) counts.set(write, (counts.get(write) ?? 0) + 1);
  return counts;
}
