import { describe, expect, it } from 'vitest';
import { readUndo, undoSwitch } from '../../../../../src/core/onboarding/undoSwitch.js';
import { live, plan } from '../world.js';
import { shown, target, worldWith } from './switchWorld.js';

const { signal } = new AbortController();

describe('the right record that a run found paused', () => {
  const paused = { type: 'CNAME', value: target, enabled: false };

  it('is paused again by the undo, and not deleted', async () => {
    const world = worldWith(paused);
    const before = structuredClone(world.cloud.state.records);
    const board = world.openWindow('one');
    const id = await board.start(plan);
    await live(world, board, id);
    expect(shown(world)).toContain(`CNAME ${target} true`);
    const undo = await readUndo(world.cloud, board.runs[0]!.record.facts, signal);
    expect(undo).toMatchObject({ remove: undefined, pause: { id: 'old0' }, resume: [] });
    await undoSwitch(world.cloud, undo, signal);
    expect(world.cloud.state.records).toEqual(before);
    expect(await readUndo(world.cloud, board.runs[0]!.record.facts, signal)).toEqual({
      remove: undefined,
      resume: [],
    });
  });

  it('can still be paused again when the onboarding is started again', async () => {
    const world = worldWith(paused);
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    await board.start({ ...plan, type: 'download' });
    await world.clock.settle();
    const undo = await readUndo(world.cloud, board.runs[0]!.record.facts, signal);
    expect(undo).toMatchObject({ remove: undefined, pause: { id: 'old0' }, resume: [] });
  });

  it('is removed by the undo where the run wrote it, and it was paused by hand since', async () => {
    const world = worldWith();
    const board = world.openWindow('one');
    await live(world, board, await board.start(plan));
    const [ours] = world.cloud.state.records.filter(({ type }) => type === 'CNAME');
    await world.cloud.dns.updateRecordState(ours!.id, false, signal);
    await live(world, board, await board.start({ ...plan, type: 'download' }));
    expect(shown(world)).toEqual([`CNAME ${target} true`]);
    const undo = await readUndo(world.cloud, board.runs[0]!.record.facts, signal);
    expect(undo).toEqual({ remove: expect.objectContaining({ id: ours!.id }), resume: [] });
  });
});
