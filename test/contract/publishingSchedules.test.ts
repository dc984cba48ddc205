import { afterEach, expect, test, vi } from 'vitest';
import {
  crashOfUploader,
  createRandom,
  faultKinds,
  largeBytes,
  makeSchedule,
  type Step,
} from '../support/schedule/makeSchedule.js';
import { runSchedule } from '../support/schedule/runSchedule.js';
import { openSocketStage, type SocketStage } from '../support/schedule/socketStage.js';

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
/** Between two steps, ms of the quick clock. */
const longestPauseMs = 30_000;

vi.mock('../../src/core/publishing/partSizes.js', async () => {
  const { loweredSizes } = await import('../support/schedule/makeSchedule.js');
  return loweredSizes;
});

const met: string[] = [];
const called = new Set<string>();
let crashes = 0;
let answers = 0;
let stage: SocketStage | undefined;

afterEach(async () => {
  met.push(...(stage?.listMet() ?? []));
  for (const call of stage?.listCalls() ?? []) called.add(call);
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
    answers += end.answers;
  },
);

test('these courses met every kind of fault, crashes, uploads in parts, prefetches and what is held back', () => {
  const kinds = ['corrupt', 'error', 'html502', 'resetAfter', 'resetBefore', 'silence', 'silenceAfter', 'truncated'];
  expect([...new Set(met)].sort()).toEqual(kinds);
  expect(crashes).toBeGreaterThan(seeds.length / 4);
  expect(answers).toBeGreaterThan(0);
  expect([...called]).toEqual(expect.arrayContaining(['completeMultipart', 'listParts', 'prefetch']));
});

/** The schedule with a first fault and a save that meets it, so that a few courses see every kind, in some of them a branch switch that is answered, in others a window that dies during an upload in parts, and slower: calls take longer here than in memory. */
function toCourse(seed: number): readonly Step[] {
  const random = createRandom(seed);
  const kind = faultKinds[seed % faultKinds.length] ?? 'reset';
  const fault = { port: 'oss', kind, when: seed % 2 === 0 ? 'before' : 'after', count: 1, of: 'PutObject' } as const;
  const save = { kind: 'save', window: 0, name: 'app.js', text: `first ${seed}` } as const;
  const held: readonly Step[] = [
    { kind: 'outside', window: 1, switched: true, saves: [{ name: 'index.html', text: `switched ${seed}` }] },
    { kind: 'wait', ms: 2 * longestPauseMs },
    { kind: 'answer', window: 1, publish: seed % 8 === 0 },
  ];
  const large: readonly Step[] = [
    ...crashOfUploader(1, 'after'),
    { kind: 'save', window: 0, name: 'film.bin', text: `film ${seed}`.padEnd(largeBytes, 'x') },
  ];
  const first = seed % 4 === 0 ? held : seed % 4 === 2 ? large : [];
  const steps: readonly Step[] = [{ kind: 'fault', fault }, save, ...first, ...makeSchedule(seed)];
  return steps.flatMap((step) => [toFew(step), { kind: 'wait', ms: Math.round(longestPauseMs * random()) }]);
}

/** A large heap is for the courses in memory: while the edge is asked for so many files, a window's minute is over on this quick clock. */
function toFew(step: Step): Step {
  return step.kind === 'outside' ? { ...step, saves: step.saves.slice(0, 3) } : step;
}
