import { describe, expect, it } from 'vitest';
import { sampled } from '../../../support/sample.js';
import { expectSameEnd, meetAtSave, meetAtWrite, readCells } from './cells.js';
import type { Fate } from './mortal.js';
import { playUndo, switched } from './stories.js';

/** Where a window dies: before a write is sent, after it took effect and before the answer, or with the answer not yet saved. */
const deaths = ['before', 'after', 'before the save after'] as const;

function dieAt(at: number, moment: (typeof deaths)[number]): Fate {
  if (moment !== 'before the save after') return meetAtWrite(at, moment);
  let count = 0;
  return (deed) => {
    if (deed.kind === 'save') return count > at ? 'before' : undefined;
    if (deed.write !== undefined) count += 1;
    return undefined;
  };
}

describe.each(await readCells())('a window that dies while $story.name', (cells) => {
  it('the onboarding finishes without a crash', () => {
    expect(cells.end).toMatchObject({ died: false, happened: true, activity: 'finished' });
  });

  sampled(
    cells.writes.flatMap((write) => deaths.map((moment) => ({ ...write, moment }))),
    7,
  )('a window that dies $moment ($at) $what: another window finishes, nothing is done twice', ({ at, moment }) =>
    expectSameEnd(cells, dieAt(at, moment), true),
  );

  sampled(cells.saves, 7)(
    'a window that dies before it saves ($at) $what: another window finishes, nothing is done twice',
    ({ at }) => expectSameEnd(cells, meetAtSave(at, 'before'), true),
  );
});

/** The writes of an undo, which no step makes; it saves nothing. */
async function readUndoes(each: (typeof switched)[number]) {
  const writes: string[] = [];
  const undone = await playUndo((deed) => {
    if (deed.kind === 'call' && deed.write?.startsWith('person')) writes.push(deed.write);
    return undefined;
  }, each);
  return { ...each, each, made: writes, undone };
}

describe.each(await Promise.all(switched.map(readUndoes)))(
  'a window that dies while a switch of $name is undone',
  ({ each, before, after = before, writes, made, undone }) => {
    it('the undo restores DNS without a crash', () => {
      expect(made).toHaveLength(writes);
      expect(undone.records).toEqual(after);
    });

    const cells = made.flatMap((write, at) => (['before', 'after'] as const).map((when) => ({ write, at, when })));
    it.each(cells)('$when $write: the undo can be repeated, and DNS is as it was', async ({ at, when }) => {
      let count = 0;
      const fate: Fate = (deed) => {
        const counts = deed.kind === 'call' && deed.write?.startsWith('person');
        return counts && count++ === at ? when : undefined;
      };
      const { died, records } = await playUndo(fate, each);
      expect(died).toBe(true);
      expect(records).toEqual(undone.records);
    });
  },
);
