import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';

/** What is under way when claims are over before their time may be overtaken by one request; it takes so long, ms. */
const excuseMs = 1_000;

/** Sees whether two living windows, or one, ever put one key twice at once. */
export interface PutWatch {
  /** What must not have been, in words. */
  readonly odd: string[];
  readonly keys: Set<string>;
  /** What a suspended window (`reacts` is false) has under way is beyond its control: others take over after a minute. */
  watch(owner: string, oss: OssPort, reacts?: () => boolean): OssPort;
  /** The window is gone, and its requests with it. */
  forget(owner: string): void;
  /** Claims may be over before their time, since the clock was set on for one: an overlap just now is no fault. */
  excuse(ms?: number): void;
}

interface Put {
  readonly id: string;
  readonly owner: string;
  reacts(): boolean;
}

/** Makes it by a clock that is never set. */
export function createPutWatch(now: () => number): PutWatch {
  const underWay = new Set<Put>();
  const dead = new Set<string>();
  let excusedUntil = Number.NEGATIVE_INFINITY;
  const odd: string[] = [];
  const keys = new Set<string>();
  const note = async <T>(by: Omit<Put, 'id'>, ref: BucketRef, key: string, put: () => Promise<T>): Promise<T> => {
    const mine = { ...by, id: `${ref.name}/${key}` };
    const { owner } = by;
    keys.add(key);
    for (const other of underWay) {
      if (other.id !== mine.id || dead.has(owner) || dead.has(other.owner) || !other.reacts()) continue;
      if (now() >= excusedUntil) odd.push(`two PUTs of ${key} at once by ${other.owner} and ${owner}`);
    }
    underWay.add(mine);
    try {
      return await put();
    } finally {
      underWay.delete(mine);
    }
  };
  return {
    odd,
    keys,
    watch: (owner, oss, reacts = () => true) => {
      const by = { owner, reacts };
      const noted: Pick<OssPort, 'putObject' | 'completeMultipart'> = {
        putObject: (ref, key, ...rest) => note(by, ref, key, () => oss.putObject(ref, key, ...rest)),
        completeMultipart: (ref, key, ...rest) => note(by, ref, key, () => oss.completeMultipart(ref, key, ...rest)),
      };
      return Object.assign(Object.create(oss), noted);
    },
    forget: (owner) => void dead.add(owner),
    excuse: (ms = excuseMs) => {
      excusedUntil = now() + ms;
    },
  };
}
