import { describe, expect, it } from 'vitest';
import type { UserAsk } from '../../../../../src/core/onboarding/run/run.js';
import { agree, createWorld, live, oldRecord, plan, readyCloud, type World } from '../world.js';

const target = `${plan.domain}.w.kunlunsl.com`;

function worldWith(...records: Partial<typeof oldRecord>[]): World {
  const cloud = readyCloud();
  cloud.state.records.push(...records.map((record, index) => ({ ...oldRecord, id: `old${index}`, ...record })));
  return createWorld(cloud);
}

/** Runs until the step of the record asks something, and answers what it asks. */
async function askedOf(world: World): Promise<{ ask: UserAsk | undefined; id: string; board: Board }> {
  const board = world.openWindow('one');
  const id = await board.start(plan);
  const state = () => board.runs[0]?.record.steps.record;
  await live(world, board, id, 10, () => state()?.state === 'needsUser');
  const now = state();
  return { ask: now?.state === 'needsUser' ? now.ask : undefined, id, board };
}
type Board = ReturnType<World['openWindow']>;

const shown = (world: World) =>
  world.cloud.state.records
    .filter(({ rr }) => rr === 'img')
    .map(({ type, value, enabled }) => `${type} ${value} ${enabled}`);

describe('a switch that the user stops', () => {
  it('is made as a whole when the run is paused in the middle of it', async () => {
    const world = worldWith({}, { value: '192.0.2.10' });
    const { id, board, ask } = await askedOf(world);
    const { updateRecordState } = world.cloud.dns;
    world.cloud.dns.updateRecordState = async (...args) => {
      await updateRecordState(...args);
      board.pause(id);
    };
    await board.answer(id, ask ? agree(ask, world.cloud) : {});
    await world.clock.advance(5_000);
    expect(shown(world)).toEqual(['A 192.0.2.9 false', 'A 192.0.2.10 false', `CNAME ${target} true`]);
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
