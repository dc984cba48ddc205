import { crashOfUploader, createRandom, faultKinds, largeBytes, makeSchedule } from './makeSchedule.js';
import type { Step } from './steps.js';

/** The longest pause between two steps, ms of the quick clock. */
const longestPauseMs = 30_000;

/**
 * The schedule of a seed over sockets. It begins with a fault and a save that meets it, so that a few schedules see
 * every kind. Some have an answered branch switch, others a window that dies during a multipart upload. It is slower,
 * since calls take longer than in memory.
 */
export function makeSocketCourse(seed: number): readonly Step[] {
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

/**
 * Reduces large batches, which are for schedules in memory: during so many edge checks a window's minute would pass on
 * this quick clock.
 */
function toFew(step: Step): Step {
  return step.kind === 'outside' ? { ...step, saves: step.saves.slice(0, 3) } : step;
}
