import { crashOfUploader, createRandom, faultKinds, largeBytes, makeSchedule } from './makeSchedule.js';
import type { Step } from './steps.js';

/** Between two steps, ms of the quick clock. */
const longestPauseMs = 30_000;

/** The schedule of a seed as it is played over sockets: with a first fault and a save that meets it, so that a few courses see every kind, in some of them a branch switch that is answered, in others a window that dies during an upload in parts, and slower: calls take longer here than in memory. */
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

/** A large heap is for the courses in memory: while the edge is asked for so many files, a window's minute is over on this quick clock. */
function toFew(step: Step): Step {
  return step.kind === 'outside' ? { ...step, saves: step.saves.slice(0, 3) } : step;
}
