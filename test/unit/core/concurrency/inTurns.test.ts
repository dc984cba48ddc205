import { expect, test } from 'vitest';
import { inTurns } from '../../../../src/core/concurrency/inTurns.js';

test('many items are processed in order and in several turns of the event loop', async () => {
  const items = Array.from({ length: 10_001 }, (_, at) => at);
  const seen: number[] = [];
  const before: number[] = [];
  let isRunning = true;
  const follow = () => {
    before.push(seen.length);
    if (isRunning) setImmediate(follow);
  };
  setImmediate(follow);
  await inTurns(items, (item) => void seen.push(item));
  isRunning = false;
  expect(seen).toEqual(items);
  const steps = before.map((count, at) => count - (before[at - 1] ?? 0));
  expect(Math.max(...steps)).toBeLessThanOrEqual(2_000);
  expect(before.length).toBeGreaterThan(4);
});

test('a failure of one item ends the rest', async () => {
  const seen: number[] = [];
  const work = (item: number) => {
    if (item === 2) throw new Error('2');
    seen.push(item);
  };
  await expect(inTurns([1, 2, 3], work)).rejects.toThrow('2');
  expect(seen).toEqual([1]);
});
