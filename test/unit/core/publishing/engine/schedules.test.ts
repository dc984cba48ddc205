import { expect, test, vi } from 'vitest';
import { long } from '../../../../support/sample.js';
import { diskTroubles, faultKinds, troubles } from '../../../../support/schedule/makeSchedule.js';
import { chosenSeeds, playInMemory } from '../../../../support/schedule/playSeed.js';

vi.mock(
  '../../../../../src/core/publishing/upload/partSizes.js',
  () => import('../../../../support/schedule/partSizes.js'),
);

const seeds = chosenSeeds.inMemory;
const count = seeds.length;
const met = new Map<string, number>();

/** Plays schedules and returns what was wrong at their ends. */
async function play(chosen: readonly number[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const seed of chosen) {
    const played = await playInMemory(seed);
    wrong.push(...played.wrong.map((line) => `seed ${seed}: ${line}`));
    for (const [name, times] of Object.entries(played.met)) met.set(name, (met.get(name) ?? 0) + times);
  }
  return wrong;
}

test('the first of random schedules of saves, faults and crashes end with bucket and edge equal to the disk', async () => {
  expect(await play(seeds.slice(0, 50))).toEqual([]);
});

test(`${count} random schedules of saves, faults and crashes end with bucket and edge equal to the disk`, {
  ...long,
  timeout: Math.max(count, 300) * 3_000,
}, async () => {
  met.clear();
  expect(await play(seeds)).toEqual([]);
});

// Fewer may miss what is rare.
test.runIf(count >= 300)('these schedules include every kind of fault, crash, disk error and upload', long, () => {
  for (const name of [
    'crash',
    'answer',
    'account change',
    'step suspend',
    'step turn',
    'step foreign',
    'step colleague',
  ])
    expect(met.get(name), name).toBeGreaterThan(count / 10);
  expect(met.get('lost claims'), 'lost claims').toBeGreaterThan(count / 100);
  for (const name of [...faultKinds, ...troubles, 'lateAnswers'])
    expect(met.get(name), name).toBeGreaterThan(count / 100);
  for (const kind of diskTroubles)
    for (const at of kind === 'constraint' ? ['change'] : ['begin', 'change', 'commit'])
      expect(met.get(`disk ${kind} at ${at}`), `${kind} at ${at}`).toBeGreaterThan(count / 100);
  for (const kind of ['ioError', 'busy'])
    expect(met.get(`disk ${kind} at read`), `${kind} at read`).toBeGreaterThan(count / 100);
  // Uploads in parts that ended, those that were taken up again, and prefetches.
  for (const call of ['completeMultipart', 'listParts', 'prefetch'])
    expect(met.get(`call ${call}`), call).toBeGreaterThan(count / 100);
});
