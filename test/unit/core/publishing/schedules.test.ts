import { expect, test } from 'vitest';
import { makeSchedule } from '../../../support/schedule/makeSchedule.js';
import { createMemoryStage } from '../../../support/schedule/memoryStage.js';
import { runSchedule } from '../../../support/schedule/runSchedule.js';

const count = 1_000;

test(`${count} random schedules of saves, faults and crashes end with bucket and edge equal to the disk`, async () => {
  let crashes = 0;
  for (let seed = 1; seed <= count; seed++) {
    const end = await runSchedule(seed, makeSchedule(seed), createMemoryStage(seed));
    expect(end.wrong, `seed ${seed}`).toEqual([]);
    crashes += end.crashes;
  }
  expect(crashes).toBeGreaterThan(count / 4);
}, 60_000);
