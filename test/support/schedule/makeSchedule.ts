import type { DiskTrouble, Fault, Step } from './steps.js';

/** Reproducible random numbers from 0 to 1 by a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const dayMs = 24 * 3_600_000;
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
/** The size of `film.bin`, bytes. */
export const largeBytes = 250_000;
/** One more file than is published without asking. */
const tooMany = 51;
/** All faults of a call. */
export const faultKinds = ['throttled', 'serverError', 'html502', 'reset', 'truncated', 'silence', 'wrongCrc'] as const;

/** All troubles that affect every call, or those to one bucket. */
export const troubles = ['offline', 'expiredKeys', 'wrongClock', 'proxyRefused', 'uploadDomain'] as const;
/** All troubles of the disk. */
export const diskTroubles = ['full', 'ioError', 'readOnly', 'busy', 'constraint'] as const;
const statements = ['read', 'begin', 'change', 'commit'] as const;

/** Names that are never published, by the rules or by the mapping's `exclude`. */
export const neverPublished: readonly string[] = ['.env', '.git/config', 'skip.map'];

/** Creates a random sequence of saves, faults and crashes, the same for each seed. */
export function makeSchedule(seed: number): readonly Step[] {
  const random = createRandom(seed);
  const upTo = (count: number) => Math.floor(random() * count);
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length)] as T;
  let last = { name: 'index.html', text: '' };
  const save = (): Step => {
    // Users save the same file repeatedly.
    if (random() < 0.7) last = { name: pick(names), text: `${seed} ${upTo(4)}` };
    return { kind: 'save', window: upTo(2), ...last };
  };
  const wait = (longest: number): Step => ({ kind: 'wait', ms: Math.round(longest ** random()) });
  /** A visitor requests the old file first, and it is saved again while the new one is being uploaded. */
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
  const some = (make: () => Step): readonly Step[] => (random() < 0.6 ? [make()] : []);
  /** The user signs out, or in with another account, and back again. */
  const changeAccount = (): readonly Step[] => [
    ...some(save),
    wait(2_000),
    { kind: 'account', signedIn: pick(['other', 'none']) },
    ...some(save),
    wait(120_000),
    ...(random() < 0.8 ? [{ kind: 'account', signedIn: 'own' } as const] : []),
  ];
  /** Suspends a window in the middle of its work; it may continue when others have long finished. */
  const suspend = (): readonly Step[] => {
    const saved = random() < 0.8 ? [save()] : saveLarge();
    const step = saved.at(-1);
    const { window, name } = step?.kind === 'save' ? step : { window: 0, name: 'index.html' };
    const foreign: Step = { kind: 'foreign', name: neverPublished.includes(name) ? 'app.js' : name, text: 'foreign' };
    return [
      ...saved,
      wait(600),
      { kind: 'suspend', window, ms: 3_000 + upTo(random() < 0.4 ? 50_000 : 300_000) },
      ...(random() < 0.4 ? [foreign] : some(save)),
      ...(random() < 0.7 ? [{ kind: 'wait', ms: upTo(200_000) } as const] : []),
    ];
  };
  /** The store is lost between two windows, or replaced by an older copy, while another author writes; or half a year passes. */
  const loseStore = (): readonly Step[] => {
    const foreign: Step = { kind: 'foreign', name: pick(names.slice(0, 3)), text: `foreign ${upTo(9)}` };
    const event = pick(['gone', 'restored', 'pruned'] as const);
    const before: readonly Step[] = [save(), ...some(save), wait(20_000)];
    const copied: readonly Step[] = [{ kind: 'store', event: 'copied' }, ...before];
    const lost: Step = { kind: 'store', event };
    const after = random() < 0.5 ? [foreign, lost] : [lost, foreign];
    return [...before, ...(event === 'restored' ? copied : []), ...after, save(), ...some(save)];
  };
  /** Sets the computer's clock wrong by up to a day. */
  const turn: Step = { kind: 'turn', ms: Math.round((random() * 2 - 1) * dayMs) };
  const isWrong = random() < 0.3;
  const makers: readonly (readonly [number, () => readonly Step[]])[] = [
    [30, () => [save()]],
    [12, saveTwice],
    [8, () => [{ kind: 'remove', window: upTo(2), name: pick(names) }]],
    [6, () => [rename()]],
    [4, () => [{ kind: 'refresh', window: upTo(2), name: pick(names) }]],
    [2, () => [{ kind: 'rule', maxAge: upTo(3) }]],
    [2, () => [{ kind: 'turn', ms: -upTo(3_600_000) }]],
    [2, () => [{ kind: 'turn', ms: Math.round(86_400_000 ** random()) }]],
    [12, () => [{ kind: 'visit', name: pick(names) }]],
    [20, () => [wait(200_000)]],
    [14, () => [{ kind: 'fault', fault: makeFault(random) }]],
    [6, () => [{ kind: 'trouble', trouble: pick(troubles), ms: upTo(120_000) }]],
    [
      12,
      () => [{ kind: 'disk', trouble: makeDiskTrouble(random), ms: Math.round(120_000 ** random()) }, ...some(save)],
    ],
    [8, suspend],
    [4, changeAccount],
    [2, () => [{ kind: 'quota', left: upTo(4) }]],
    [8, () => [{ kind: 'crash', window: upTo(2), calls: upTo(30), when: pick(['before', 'after']) }]],
    [3, saveLarge],
    [8, outside],
    [4, () => [answer()]],
    [4, () => [{ kind: 'foreign', name: pick(names.slice(0, 3)), text: `foreign ${upTo(9)}` }]],
    [3, () => [{ kind: 'resolve', window: upTo(2), overwrite: random() < 0.6 }]],
    [2, () => [{ kind: 'retry', window: upTo(2) }]],
    [3, loseStore],
  ];
  const course = Array.from({ length: 6 + upTo(20) }, () => choose(makers, random)()).flat();
  return isWrong ? [turn, ...course] : course;
}

/** The window that uploads a file in parts ends during the nth of them, whichever window that is. */
export function crashOfUploader(calls: number, when: 'before' | 'after'): readonly Step[] {
  return [0, 1].map((window) => ({ kind: 'crash', window, calls, when, of: 'putPart' }));
}

function makeDiskTrouble(random: () => number): DiskTrouble {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const kind = pick(diskTroubles);
  // Data that cannot be written can still be read.
  const some = kind === 'full' || kind === 'readOnly' ? (['begin', 'change', 'commit'] as const) : statements;
  const at = pick(kind === 'constraint' ? (['change'] as const) : some);
  return { kind, at, share: random() < 0.5 ? 1 : random() };
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
