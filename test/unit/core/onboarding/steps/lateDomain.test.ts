import { expect, it } from 'vitest';
import { createWorld, live, plan, readyCloud } from '../world.js';

it('a domain that CDN has added but does not list yet is waited for, not reported as another account’s', async () => {
  const cloud = readyCloud();
  let shows = false;
  const readDomain: typeof cloud.cdn.readDomain = async (...input) =>
    shows ? cloud.cdn.readDomain(...input) : undefined;
  const cdn = new Proxy(cloud.cdn, {
    get: (port, method) => (method === 'readDomain' ? readDomain : Reflect.get(port, method)),
  });
  const world = createWorld({ ...cloud, cdn });
  cloud.failNext('cdn.createDomain', 'after', 'timeout');
  const board = world.openWindow('one');
  const id = await board.start(plan);
  const seen = new Set<string>();
  board.onDidChange(() => {
    const state = board.runs[0]?.record.steps.domain;
    if (state?.state === 'waiting') seen.add(state.reason.kind);
    if (state?.state === 'needsUser') seen.add(state.ask.kind);
  });
  await world.clock.advance(60_000);
  expect([...seen]).toEqual(['busy']);
  shows = true;
  await live(world, board, id);
  expect(board.runs[0]?.activity).toBe('finished');
  expect(cloud.state.domains.size).toBe(1);
});
