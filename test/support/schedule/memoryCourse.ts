import { createRandom, makeSchedule } from './makeSchedule.js';
import type { Step } from './steps.js';

/** Nearly the most files that are published at once without asking. */
const many = 40;

/**
 * Creates the schedule of a seed in memory. In half of the schedules answers are late for a while, or keys expire during many uploads; in half of them a
 * second computer publishes too.
 */
export function makeMemoryCourse(seed: number): readonly Step[] {
  const random = createRandom(seed + 6_000_000);
  const steps = makeOwnCourse(seed);
  return random() < 0.5 ? steps : steps.flatMap((step) => [...(random() < 0.4 ? makeShared(seed, random) : []), step]);
}

/** The second computer publishes files that this one publishes too. */
function makeShared(seed: number, random: () => number): readonly Step[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const name = pick(['index.html', 'app.js', 'docs/index.html']);
  const wait = (longest: number): Step => ({ kind: 'wait', ms: Math.round(longest ** random()) });
  const text = `${seed} ${Math.floor(random() * 4)}`;
  const theirs: Step = { kind: 'colleague', name, text: `colleague ${text}` };
  const ours: Step = { kind: 'save', window: 0, name, text };
  return pick<readonly Step[]>([
    [theirs],
    [ours, wait(20_000), theirs],
    [theirs, wait(20_000), ours],
    [{ kind: 'colleagueAnswers', overwrite: random() < 0.6 }],
    [{ kind: 'resolve', window: 0, overwrite: random() < 0.6 }],
  ]);
}

function makeOwnCourse(seed: number): readonly Step[] {
  // Separate random numbers, so that additions do not change the rest of the schedule.
  const random = createRandom(seed + 5_000_000);
  const steps = makeSchedule(seed);
  if (random() < 0.5) return steps;
  const at = Math.floor(random() * (steps.length + 1));
  const more = random() < 0.5 ? makeLate(seed, random) : makeEnding(seed, random);
  return [...steps.slice(0, at), ...more, ...steps.slice(at)];
}

/** Another author writes while a check's answer is pending. */
function makeLate(seed: number, random: () => number): readonly Step[] {
  const wait = (longest: number): Step => ({ kind: 'wait', ms: Math.round(longest * random()) });
  const name = random() < 0.5 ? 'app.js' : 'film.bin';
  const text = (what: string) => `${what} ${seed}`.padEnd(name === 'film.bin' ? 120_000 : 0, 'x');
  const save = (what: string): Step => ({ kind: 'save', window: 0, name, text: text(what) });
  const changed: Step = random() < 0.7 ? save('late') : { kind: 'remove', window: 0, name };
  return [
    save('known'),
    { kind: 'wait', ms: 60_000 },
    { kind: 'trouble', trouble: 'lateAnswers', ms: 5_000 + Math.round(60_000 * random()) },
    changed,
    wait(15_000),
    { kind: 'foreign', name, text: text('foreign') },
    wait(30_000),
  ];
}

/** Keys expire during a publish, and become valid again alone or after a sign-in. */
function makeEnding(seed: number, random: () => number): readonly Step[] {
  const write = (what: string): Step => ({
    kind: 'outside',
    window: 0,
    switched: false,
    saves: Array.from({ length: many }, (_, at) => ({ name: `many/${at}.js`, text: `${what} ${seed}` })),
  });
  const signIn: readonly Step[] = [
    { kind: 'wait', ms: Math.round(60_000 * random()) },
    { kind: 'account', signedIn: 'none' },
    { kind: 'wait', ms: 1_000 },
    { kind: 'account', signedIn: 'own' },
  ];
  return [
    write('valid'),
    { kind: 'wait', ms: 90_000 },
    write('ended'),
    // External changes are processed after a second of quiet.
    { kind: 'wait', ms: 1_000 + Math.round(1_500 * random()) },
    { kind: 'trouble', trouble: 'expiredKeys', ms: 5_000 + Math.round(120_000 * random()) },
    ...(random() < 0.4 ? signIn : []),
    { kind: 'wait', ms: Math.round(120_000 * random()) },
  ];
}
