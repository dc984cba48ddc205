import { expect, test, vi } from 'vitest';
import { makeSchedule } from '../../../support/schedule/makeSchedule.js';
import { createMemoryStage } from '../../../support/schedule/memoryStage.js';
import { runSchedule } from '../../../support/schedule/runSchedule.js';

vi.mock('../../../../src/core/publishing/partSizes.js', async () => {
  const { loweredSizes } = await import('../../../support/schedule/makeSchedule.js');
  return loweredSizes;
});

const count = Number(process.env.COUNT ?? 1_000);

test(`${count} random schedules of saves, faults and crashes end with bucket and edge equal to the disk`, async () => {
  let crashes = 0;
  let answers = 0;
  const calls = new Map<string, number>();
  for (let seed = 1; seed <= count; seed++) {
    const stage = createMemoryStage(seed);
    const end = await runSchedule(seed, makeSchedule(seed), stage);
    expect(end.wrong, `seed ${seed}`).toEqual([]);
    crashes += end.crashes;
    answers += end.answers;
    for (const call of stage.listCalls()) calls.set(call, (calls.get(call) ?? 0) + 1);
  }
  expect(crashes).toBeGreaterThan(count / 4);
  expect(answers).toBeGreaterThan(count / 4);
  // Uploads in parts that ended, those that were taken up again, and prefetches.
  for (const call of ['completeMultipart', 'listParts', 'prefetch'])
    expect(calls.get(call), call).toBeGreaterThan(count / 100);
}, 240_000);
