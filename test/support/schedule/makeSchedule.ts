/** Chance that can be had again: numbers from 0 to 1 by a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What can go wrong with a call: how, and whether it had its effect before. */
export interface Fault {
  readonly port: 'oss' | 'cdn';
  readonly kind: 'throttled' | 'serverError' | 'html502' | 'reset' | 'truncated' | 'silence' | 'wrongCrc';
  readonly when: 'before' | 'after';
  /** How many calls in a row. */
  readonly count: number;
  /** The action that meets it; any one of that service when left out. */
  readonly of?: string;
}

/** Something that happens; `window` counts from 0. */
export type Step =
  | { readonly kind: 'save'; readonly window: number; readonly name: string; readonly text: string }
  | { readonly kind: 'remove'; readonly window: number; readonly name: string }
  | { readonly kind: 'rename'; readonly window: number; readonly from: string; readonly to: string }
  /** Somebody looks at a URL, which the edge then keeps. */
  | { readonly kind: 'visit'; readonly name: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** Every call fails for so long: no network, old keys, a wrong clock. */
  | { readonly kind: 'trouble'; readonly trouble: 'offline' | 'expiredKeys' | 'wrongClock'; readonly ms: number }
  | { readonly kind: 'quota'; readonly left: number }
  /** The window ends in the middle of the nth of its further calls, or of those of one method of a port, before or after the effect. */
  | {
      readonly kind: 'crash';
      readonly window: number;
      readonly calls: number;
      readonly when: 'before' | 'after';
      readonly of?: string;
    }
  /** Only the URLs of the object are to be refreshed. */
  | { readonly kind: 'refresh'; readonly window: number; readonly name: string }
  /** The rule for `Cache-Control` of all files is another one from now on. */
  | { readonly kind: 'rule'; readonly maxAge: number }
  /** The computer's clock is set back. */
  | { readonly kind: 'turnBack'; readonly ms: number }
  /** Something outside of the editor writes files: a build, or with `switched` a branch switch. */
  | {
      readonly kind: 'outside';
      readonly window: number;
      readonly switched: boolean;
      readonly saves: readonly { readonly name: string; readonly text: string }[];
    }
  /** The person says what is to happen with what is held back. */
  | { readonly kind: 'answer'; readonly window: number; readonly publish: boolean }
  /** Somebody else writes the object. */
  | { readonly kind: 'foreign'; readonly name: string; readonly text: string };

const names = [
  'index.html',
  'app.js',
  'docs/index.html',
  'a b+c.css',
  '中文 %41#?.txt',
  'film.bin',
  '.env',
  '.git/config',
  'skip.map',
];
/** The sizes that `partSizes.ts` is to have, bytes, so that a small file goes up in parts. */
export const loweredSizes = { largestWhole: 100 * 1024, smallestPart: 100 * 1024 };
/** Bytes of `film.bin`. */
export const largeBytes = 250_000;
/** One more than is published without asking. */
const tooMany = 51;
/** Every way in which a call can go wrong. */
export const faultKinds = ['throttled', 'serverError', 'html502', 'reset', 'truncated', 'silence', 'wrongCrc'] as const;

/** Names that are never published: by their nature, and by the mapping's `exclude`. */
export const neverPublished: readonly string[] = ['.env', '.git/config', 'skip.map'];

/** A random course of saves, faults and crashes, the same for the same seed. */
export function makeSchedule(seed: number): readonly Step[] {
  const random = createRandom(seed);
  const upTo = (count: number) => Math.floor(random() * count);
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length)] as T;
  let last = { name: 'index.html', text: '' };
  const save = (): Step => {
    // People save again what they have just saved.
    if (random() < 0.7) last = { name: pick(names), text: `${seed} ${upTo(4)}` };
    return { kind: 'save', window: upTo(2), ...last };
  };
  const wait = (longest: number): Step => ({ kind: 'wait', ms: Math.round(longest ** random()) });
  /** Somebody looks at the old one first, and it is saved again while the new one is on its way. */
  const saveTwice = (): readonly Step[] => {
    const first = save();
    return [{ kind: 'visit', name: last.name }, first, wait(3_000), { kind: 'save', window: upTo(2), ...last }];
  };
  const rename = (): Step => ({ kind: 'rename', window: upTo(2), from: pick(names), to: pick(names) });
  const saveLarge = (): readonly Step[] => {
    const window = upTo(2);
    const text = `${seed} ${upTo(4)}`.padEnd(largeBytes, 'x');
    const crashes = crashOfUploader(upTo(3), pick(['before', 'after']));
    return [...(random() < 0.6 ? crashes : []), { kind: 'save', window, name: 'film.bin', text }];
  };
  const answer = (): Step => ({ kind: 'answer', window: upTo(2), publish: random() < 0.7 });
  const outside = (): readonly Step[] => {
    const text = `outside ${seed} ${upTo(4)}`;
    const count = random() < 0.1 ? tooMany : 1 + upTo(3);
    const saves = Array.from({ length: count }, (_, at) => ({
      name: count === tooMany ? `many/${at}.js` : pick(names),
      text,
    }));
    const written: Step = { kind: 'outside', window: upTo(2), switched: random() < 0.5, saves };
    return [written, ...(random() < 0.7 ? [wait(60_000), answer()] : [])];
  };
  const makers: readonly (readonly [number, () => readonly Step[]])[] = [
    [30, () => [save()]],
    [12, saveTwice],
    [8, () => [{ kind: 'remove', window: upTo(2), name: pick(names) }]],
    [6, () => [rename()]],
    [4, () => [{ kind: 'refresh', window: upTo(2), name: pick(names) }]],
    [2, () => [{ kind: 'rule', maxAge: upTo(3) }]],
    [2, () => [{ kind: 'turnBack', ms: upTo(3_600_000) }]],
    [12, () => [{ kind: 'visit', name: pick(names) }]],
    [20, () => [wait(200_000)]],
    [14, () => [{ kind: 'fault', fault: makeFault(random) }]],
    [4, () => [{ kind: 'trouble', trouble: pick(['offline', 'expiredKeys', 'wrongClock']), ms: upTo(120_000) }]],
    [2, () => [{ kind: 'quota', left: upTo(4) }]],
    [8, () => [{ kind: 'crash', window: upTo(2), calls: upTo(30), when: pick(['before', 'after']) }]],
    [3, saveLarge],
    [8, outside],
    [4, () => [answer()]],
    [2, () => [{ kind: 'foreign', name: pick(names.slice(0, 3)), text: `foreign ${upTo(9)}` }]],
  ];
  return Array.from({ length: 6 + upTo(20) }, () => choose(makers, random)()).flat();
}

/** The window that sends a file in parts ends in the middle of the nth of them, whichever of the two it is. */
export function crashOfUploader(calls: number, when: 'before' | 'after'): readonly Step[] {
  return [0, 1].map((window) => ({ kind: 'crash', window, calls, when, of: 'putPart' }));
}

function makeFault(random: () => number): Fault {
  const kind = faultKinds[Math.floor(random() * faultKinds.length)] ?? 'reset';
  const port = kind === 'wrongCrc' || random() < 0.6 ? 'oss' : 'cdn';
  return { port, kind, when: random() < 0.5 ? 'before' : 'after', count: 1 + Math.floor(random() * 3) };
}

function choose<T>(weighted: readonly (readonly [number, T])[], random: () => number): T {
  let rest = random() * weighted.reduce((sum, [weight]) => sum + weight, 0);
  const found = weighted.find(([weight]) => {
    rest -= weight;
    return rest < 0;
  });
  return (found ?? weighted[0])?.[1] as T;
}
