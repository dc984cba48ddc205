import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';
import type { MemoryObject, MemoryState } from '../memory/state.js';

/** A look at an object is believed for 2 s, and calls are on their way: who writes in between is overwritten, since OSS has no conditional PUT, ms. */
const lookMs = 2_500;

/** Sees whether another author's object was ever replaced or deleted before the user was asked. */
export interface ForeignWatch {
  readonly odd: string[];
  watch(oss: OssPort): OssPort;
  /** Another author has just written it. */
  note(bucket: string, key: string): void;
  /** The user agreed to replace the object that has this ETag. */
  approve(bucket: string, key: string, etag: string): void;
  /** A broken upload of ours was put there: whatever is there until the next good one counts as ours. */
  spoil(bucket: string, key: string): void;
}

/** Makes it for buckets in memory; `agreedAt` says when the user agreed to publish to one, by `now`, the time of OSS. Nothing that the store knows counts here: it may have been lost. */
export function createForeignWatch(
  state: MemoryState,
  agreedAt: (bucket: string) => number | undefined,
  now: () => number,
): ForeignWatch {
  const foreign = new Map<string, { readonly etag: string; readonly at: number }>();
  const approved = new Set<string>();
  const spoilt = new Set<string>();
  const odd: string[] = [];
  const find = (bucket: string, key: string) => state.buckets.get(bucket)?.objects.get(key);
  const isProtected = (ref: BucketRef, key: string, before: MemoryObject) => {
    const written = foreign.get(`${ref.name}/${key}`);
    if (written?.etag !== before.etag || now() - written.at < lookMs) return false;
    if (approved.has(`${ref.name}/${key} ${before.etag}`)) return false;
    const agreed = agreedAt(ref.name);
    // As OSS tells it, to the second.
    return agreed !== undefined && Math.floor(written.at / 1_000) >= Math.floor(agreed / 1_000);
  };
  const guard = async <T>(ref: BucketRef, key: string, act: () => Promise<T>): Promise<T> => {
    const before = find(ref.name, key);
    const isWrong = before && isProtected(ref, key, before);
    const result = await act();
    const after = find(ref.name, key);
    if (isWrong && after?.crc64 !== before.crc64) odd.push(`replaced without a question: ${key}`);
    if (after?.etag !== before?.etag) {
      foreign.delete(`${ref.name}/${key}`);
      spoilt.delete(`${ref.name}/${key}`);
    }
    return result;
  };
  return {
    odd,
    watch: (oss) => {
      const guarded: Partial<OssPort> = {
        putObject: (ref, key, ...rest) => guard(ref, key, () => oss.putObject(ref, key, ...rest)),
        completeMultipart: (ref, key, ...rest) => guard(ref, key, () => oss.completeMultipart(ref, key, ...rest)),
        deleteObject: (ref, key, ...rest) => guard(ref, key, () => oss.deleteObject(ref, key, ...rest)),
      };
      return Object.assign(Object.create(oss), guarded);
    },
    note: (bucket, key) => {
      const object = find(bucket, key);
      const id = `${bucket}/${key}`;
      // The same content written again is what was there before.
      if (object && foreign.get(id)?.etag !== object.etag && !spoilt.has(id))
        foreign.set(id, { etag: object.etag, at: now() });
    },
    approve: (bucket, key, etag) => void approved.add(`${bucket}/${key} ${etag}`),
    spoil: (bucket, key) => {
      foreign.delete(`${bucket}/${key}`);
      spoilt.add(`${bucket}/${key}`);
    },
  };
}
