import type { UserAsk } from '../../../../../src/core/onboarding/run/asks.js';
import { oldRecord } from '../richWorld.js';
import { createWorld, live, plan, readyCloud, type World } from '../world.js';

export const target = `${plan.domain}.w.kunlunsl.com`;

type Board = ReturnType<World['openWindow']>;

/** A world whose host has these records of others. */
export function worldWith(...records: Partial<typeof oldRecord>[]): World {
  const cloud = readyCloud();
  cloud.state.records.push(...records.map((record, index) => ({ ...oldRecord, id: `old${index}`, ...record })));
  return createWorld(cloud);
}

/** Runs until the step of the record asks something, and answers what it asks. */
export async function askedOf(world: World): Promise<{ ask: UserAsk | undefined; id: string; board: Board }> {
  const board = world.openWindow('one');
  const id = await board.start(plan);
  const state = () => board.runs[0]?.record.steps.record;
  await live(world, board, id, 10, () => state()?.state === 'needsUser');
  const now = state();
  return { ask: now?.state === 'needsUser' ? now.ask : undefined, id, board };
}

/** The records of the host, as type, value and whether they are enabled. */
export function shown(world: World): readonly string[] {
  return world.cloud.state.records
    .filter(({ rr }) => rr === 'img')
    .map(({ type, value, enabled }) => `${type} ${value} ${enabled}`);
}
