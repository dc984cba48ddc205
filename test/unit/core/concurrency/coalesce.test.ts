import { beforeEach, expect, test } from 'vitest';
import { coalesce } from '../../../../src/core/concurrency/coalesce.js';
import { createVirtualClock, type VirtualClock } from '../../../support/virtualClock.js';

const { signal } = new AbortController();
let clock: VirtualClock;
let runs: number[];

beforeEach(() => {
  clock = createVirtualClock();
  runs = [];
});

function create(workMs = 0): (firstMs?: number) => Promise<void> {
  const start = clock.now();
  const work = async () => {
    runs.push(clock.now() - start);
    if (workMs > 0) await clock.sleep(workMs, signal);
  };
  return coalesce(clock, 300, work, signal);
}

test('requests within the delay of the first lead to one run', async () => {
  const request = create();
  void request();
  await clock.advance(200);
  void request();
  await clock.advance(1_000);
  expect(runs).toEqual([300]);
});

test('requests during a run lead to one more run', async () => {
  const request = create(500);
  void request(0);
  await clock.advance(100);
  void request();
  void request();
  await clock.advance(2_000);
  expect(runs).toEqual([0, 800]);
});

test('a failed run rejects, and the next request runs again', async () => {
  let fails = true;
  const request = coalesce(
    clock,
    0,
    async () => {
      if (fails) throw new Error('refused');
      runs.push(1);
    },
    signal,
  );
  await expect(request()).rejects.toThrow('refused');
  fails = false;
  await request();
  expect(runs).toEqual([1]);
});
