import { describe, expect, it } from 'vitest';
import { agree } from '../world.js';
import { askedOf, shown, target, worldWith } from './switchWorld.js';

describe('a switch that the user stops', () => {
  it('is completed when the run is paused in the middle of it', async () => {
    const world = worldWith({}, { value: '192.0.2.10' });
    const { id, board, ask } = await askedOf(world);
    const { updateRecordState } = world.cloud.dns;
    world.cloud.dns.updateRecordState = async (...args) => {
      await updateRecordState(...args);
      board.pause(id);
    };
    await board.answer(id, ask ? agree(ask, world.cloud) : {});
    await world.clock.advance(5_000);
    expect(shown(world)).toEqual([`CNAME ${target} true`, 'A 192.0.2.10 false']);
    expect(board.runs[0]?.activity).toBe('idle');
  });

  it('is not begun once the run is paused', async () => {
    const world = worldWith({});
    const { id, board, ask } = await askedOf(world);
    const { listRecords } = world.cloud.dns;
    let looks = 0;
    world.cloud.dns.listRecords = async (zone, rr, stop) => {
      const records = await listRecords(zone, rr, stop);
      // The second look is that of the act.
      if (rr === 'img' && ++looks === 2) board.pause(id);
      return records;
    };
    await board.answer(id, ask ? agree(ask, world.cloud) : {});
    await world.clock.advance(5_000);
    expect(looks).toBe(2);
    expect(shown(world)).toEqual(['A 192.0.2.9 true']);
  });
});
