import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../src/core/onboarding/run.js';
import { currentStep } from '../../../../src/core/onboarding/runRecord.js';
import type { Fate } from './mortal.js';
import { otherRecord, play, playUndo, type Story, stories } from './stories.js';
import { oldRecord } from './world.js';
import { isAsking } from './writes.js';

/** Where a window dies: before a write is sent, after it took effect and before the answer, or with the answer not yet saved. */
const deaths = ['before', 'after', 'before the save after'] as const;
/** How the connection fails while the window lives on. */
const failures = ['unsent', 'unanswered'] as const;

/** The fate of a window to which this happens at its write number `at`, counted from 0. */
function meetAt(at: number, moment: (typeof deaths | typeof failures)[number]): Fate {
  let count = 0;
  return (deed) => {
    if (deed.kind === 'save') return moment === 'before the save after' && count > at ? 'before' : undefined;
    if (deed.write === undefined) return undefined;
    count += 1;
    return moment !== 'before the save after' && count === at + 1 ? moment : undefined;
  };
}

/** The fate of a window to which this happens at its save number `at`, counted from 0. */
function meetAtSave(at: number, moment: 'before' | 'unsent'): Fate {
  let count = 0;
  return (deed) => (deed.kind === 'save' && count++ === at ? moment : undefined);
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

/** The deeds of one kind, numbered; without those before this story parts from an earlier one, where dying is the same. */
function cellsOf(kind: 'write' | 'save', { deeds }: Trace, earlier: readonly Trace[]) {
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
  for (const write of writes) if (!isAsking(write)) counts.set(write, (counts.get(write) ?? 0) + 1);
  return counts;
}

const traces: Trace[] = [];
for (const story of stories) traces.push(await trace(story));

describe.each(traces)('a window that dies while $story.name', (traced) => {
  const { story, end } = traced;
  const earlier = traces.slice(0, traces.indexOf(traced));

  it('would have finished the onboarding', () => {
    expect(end).toMatchObject({ died: false, happened: true, activity: 'finished' });
  });

  const expectSameEnd = async (fate: Fate, dies = true) => {
    const { died, activity, left, writes } = await play(story, fate);
    expect({ died, activity }).toEqual({ died: dies, activity: 'finished' });
    expect(left).toEqual(end.left);
    const most = countWrites(end.writes);
    const more = [...countWrites(writes)].filter(([write, count]) => count > (most.get(write) ?? 0));
    expect(more).toEqual([]);
  };

  const writes = cellsOf('write', traced, earlier);
  it.each(writes.flatMap((write) => deaths.map((moment) => ({ ...write, moment }))))(
    '$moment ($at) $what: another finishes, nothing twice',
    ({ at, moment }) => expectSameEnd(meetAt(at, moment)),
  );

  it.each(writes.flatMap((write) => failures.map((moment) => ({ ...write, moment }))))(
    'and lives on when ($at) $what is $moment: it finishes, nothing twice',
    ({ at, moment }) => expectSameEnd(meetAt(at, moment), false),
  );

  // The first save is the start itself: before it there is no run.
  const saves = cellsOf('save', traced, earlier).filter(({ at }) => at > 0);
  it.each(saves)('before it saves ($at) $what: another finishes, nothing twice', ({ at }) =>
    expectSameEnd(meetAtSave(at, 'before')),
  );

  it.each(saves)('and lives on when it cannot save ($at) $what: it finishes, nothing twice', ({ at }) =>
    expectSameEnd(meetAtSave(at, 'unsent'), false),
  );
});

/** The writes of an undo, which no step makes; it saves nothing. */
const undoes: string[] = [];
const undone = await playUndo((deed) => {
  if (deed.kind === 'call' && deed.write?.startsWith('person')) undoes.push(deed.write);
  return undefined;
});

describe('a window that dies while a switch is taken back', () => {
  it('would have left DNS as it was', () => {
    expect(undoes).toHaveLength(3);
    expect(undone.records).toEqual([oldRecord, otherRecord]);
  });

  const cells = undoes.flatMap((write, at) => (['before', 'after'] as const).map((when) => ({ write, at, when })));
  it.each(cells)('$when $write: it can be taken back again, and DNS is as it was', async ({ at, when }) => {
    let count = 0;
    const { died, records } = await playUndo((deed) => {
      const counts = deed.kind === 'call' && deed.write?.startsWith('person');
      return counts && count++ === at ? when : undefined;
    });
    expect(died).toBe(true);
    expect(records).toEqual(undone.records);
  });
});
