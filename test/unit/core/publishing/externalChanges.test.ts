import { beforeEach, describe, expect, it } from 'vitest';
import { ExternalChanges } from '../../../../src/core/publishing/externalChanges.js';
import { createVirtualClock, type VirtualClock } from '../../../support/virtualClock.js';

let clock: VirtualClock;
let batches: { readonly count: number; readonly held: boolean }[];
let changes: ExternalChanges;

beforeEach(() => {
  clock = createVirtualClock();
  batches = [];
  const onBatch = (list: readonly unknown[], held: boolean) => void batches.push({ count: list.length, held });
  changes = new ExternalChanges(clock, onBatch, new AbortController().signal);
});

function note(count: number): void {
  for (let at = 0; at < count; at++) changes.add(`/w/f${at}`);
}

describe('changes outside of the editor', () => {
  it.each([
    [1, false],
    [50, false],
    [51, true],
  ])('%i at once are held: %s', async (count, held) => {
    note(count);
    note(count);
    await clock.advance(3_000);
    expect(batches).toEqual([{ count, held }]);
  });

  it('are held around a branch switch, and are no longer held some time later', async () => {
    note(1);
    changes.markBranchSwitch();
    await clock.advance(3_000);
    await clock.advance(10_000);
    note(1);
    await clock.advance(3_000);
    expect(batches).toEqual([
      { count: 1, held: true },
      { count: 1, held: false },
    ]);
  });

  it('changes outside of the editor that never pause are passed on every 10 s', async () => {
    for (let at = 0; at < 50; at++) {
      note(1);
      await clock.advance(500);
    }
    expect(batches).toEqual([
      { count: 1, held: false },
      { count: 1, held: false },
    ]);
  });

  it('changes outside of the editor that continue for long after a branch switch are held together', async () => {
    changes.markBranchSwitch();
    for (let at = 0; at < 16; at++) {
      note(1);
      await clock.advance(500);
    }
    await clock.advance(3_000);
    expect(batches).toEqual([{ count: 1, held: true }]);
  });
});
