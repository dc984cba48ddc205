import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';

/** How long an overlap is accepted after claims expired early, ms. */
const excuseMs = 1_000;

/** Detects two simultaneous PUTs of a key by living windows, or by one. */
export interface PutWatch {
  /** Violations, in words. */
  readonly odd: string[];
  readonly keys: Set<string>;
  /** Watches a window. PUTs of a suspended one (`reacts` is false) may overlap, since others take over after a minute. */
  watch(owner: string, oss: OssPort, reacts?: () => boolean): OssPort;
  /** Forgets a window that is gone, and its requests. */
  forget(owner: string): void;
  /** Accepts an overlap now: claims may have expired early, such as after a clock was set. */
  excuse(ms?: number): void;
}

interface Put {
  readonly id: string;
  readonly owner: string;
  reacts(): boolean;
}

/** Creates the watch with a monotonic clock. */
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
      // Two computers know nothing of each other.
      if (other.owner.split(' ', 1)[0] !== owner.split(' ', 1)[0]) continue;
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
