import { afterEach, expect, test } from 'vitest';
import { createRandom, faultKinds, makeSchedule, type Step } from '../support/schedule/makeSchedule.js';
import { runSchedule } from '../support/schedule/runSchedule.js';
import { openSocketStage, type SocketStage } from '../support/schedule/socketStage.js';

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
/** Between two steps, ms of the quick clock. */
const longestPauseMs = 30_000;

const met: string[] = [];
let crashes = 0;
let stage: SocketStage | undefined;

afterEach(async () => {
  met.push(...(stage?.listMet() ?? []));
  await stage?.stop();
  stage = undefined;
});

test.each(seeds)(
  'over real sockets, the course of seed %i ends with bucket and edge equal to the disk',
  async (seed) => {
    stage = await openSocketStage(seed);
    const end = await runSchedule(seed, toCourse(seed), stage);
    expect(end.wrong, `seed ${seed}`).toEqual([]);
    crashes += end.crashes;
  },
);

test('these courses met every kind of fault, and crashes', () => {
  const kinds = ['corrupt', 'error', 'html502', 'resetAfter', 'resetBefore', 'silence', 'silenceAfter', 'truncated'];
  expect([...new Set(met)].sort()).toEqual(kinds);
  expect(crashes).toBeGreaterThan(seeds.length / 4);
});

/** The schedule with a first fault and a save that meets it, so that a few courses see every kind, and slower: calls take longer here than in memory. */
function toCourse(seed: number): readonly Step[] {
  const random = createRandom(seed);
  const kind = faultKinds[seed % faultKinds.length] ?? 'reset';
  const fault = { port: 'oss', kind, when: seed % 2 === 0 ? 'before' : 'after', count: 1 } as const;
  const save = { kind: 'save', window: 0, name: 'app.js', text: `first ${seed}` } as const;
  const steps: readonly Step[] = [{ kind: 'fault', fault }, save, ...makeSchedule(seed)];
  return steps.flatMap((step) => [step, { kind: 'wait', ms: Math.round(longestPauseMs * random()) }]);
}
