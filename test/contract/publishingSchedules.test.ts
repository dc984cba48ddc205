import { expect, test, vi } from 'vitest';
import { inSuite, isNightly } from '../support/nightly.js';
import { sampled } from '../support/sample.js';
import { chosenSeeds, playOverSockets } from '../support/schedule/playSeed.js';

/** Those of the suite meet every kind of fault but for chance. */
const ofSuite = inSuite(
  Array.from({ length: 20 }, (_, at) => at + 1),
  (seed) => [1, 6, 8, 10, 11, 18, 20].includes(seed),
);
const seeds = chosenSeeds.overSockets ?? ofSuite;

vi.mock('../../src/core/publishing/upload/partSizes.js', () => import('../support/schedule/partSizes.js'));

const met = new Map<string, number>();

sampled(seeds, 5)(
  'over real sockets, the random schedule of seed %i ends with bucket and edge equal to the disk',
  async (seed) => {
    const played = await playOverSockets(seed);
    expect(played.wrong, `seed ${seed}`).toEqual([]);
    for (const [name, count] of Object.entries(played.met)) met.set(name, (met.get(name) ?? 0) + count);
  },
);

// Over sockets it is chance which call a fault meets; in memory the seeds of the suite meet each kind.
test.runIf(isNightly)(
  'these schedules include every kind of fault, crashes, disk errors, multipart uploads, prefetches and held entries',
  () => {
    const faults = ['corrupt', 'error', 'html502', 'resetAfter', 'resetBefore', 'silence', 'silenceAfter', 'truncated'];
    const calls = ['call completeMultipart', 'call listParts', 'call prefetch'];
    for (const name of [...faults, ...calls, 'answer', 'account change', 'step suspend'])
      expect(met.get(name), name).toBeGreaterThan(0);
    // Which statements the disk refuses depends on how the calls happen to overlap; in memory each of them is met.
    expect([...met.keys()].filter((name) => name.startsWith('disk '))).not.toEqual([]);
    expect(met.get('crash')).toBeGreaterThan(seeds.length / 4);
  },
);
