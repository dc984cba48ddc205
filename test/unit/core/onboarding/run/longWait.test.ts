import { expect, it } from 'vitest';
import { createWorld, live, plan, readyCloud } from '../world.js';

const hourMs = 3_600_000;

it('a review over a weekend is waited for with fewer checks over time, and its end is detected automatically', async () => {
  const world = createWorld(readyCloud());
  const board = world.openWindow('one');
  const id = await board.start(plan);
  const online = () => board.runs[0]?.record.steps.online;
  await live(world, board, id, 10, () => world.cloud.state.domains.has(plan.domain));
  const domain = world.cloud.state.domains.get(plan.domain)!;
  const review = (status: 'checking' | 'online') => world.cloud.state.domains.set(plan.domain, { ...domain, status });
  review('checking');
  const looks: number[] = [];
  for (let hour = 0; hour < 70; hour++) {
    const before = world.cloud.calls.length;
    await world.clock.advance(hourMs);
    looks.push(world.cloud.calls.length - before);
  }
  expect(online()).toMatchObject({ state: 'waiting', reason: { kind: 'reviewing' } });
  expect(looks.at(-1)).toBeLessThan((looks[0] ?? 0) / 3);
  review('online');
  await world.clock.advance(hourMs);
  expect(online()).toMatchObject({ state: 'done' });
});
