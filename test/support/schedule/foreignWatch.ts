import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';
import type { MemoryObject, MemoryState } from '../memory/state.js';

/**
 * How long the state of an object is trusted after it was requested, ms. Later writes of others are overwritten, since
 * OSS has no conditional PUT.
 */
const lookMs = 2_000;

/** The last check of an object by a window before a change. */
interface Look {
  readonly sentAt: number;
  answeredAt?: number;
  /** Whether this is a repeated check, which counts no matter how late its answer is. */
  readonly isAgain: boolean;
}

/** The author of what is written outside of this schedule's computers. */
const otherAuthor = 'other';

/** Detects that an object of another author or computer was replaced or deleted without a question. */
export interface ForeignWatch {
  readonly odd: string[];
  /** Watches the bucket, where calls take effect. */
  watch(owner: string, oss: OssPort): OssPort;
  /** Watches a window's view: when a call is sent, and when its answer arrives. */
  observe(owner: string, oss: OssPort): OssPort;
  /** Records that another author has written an object. */
  note(bucket: string, key: string): void;
  /** Records that the user has agreed to replace the object with this ETag. */
  approve(bucket: string, key: string, etag: string): void;
  /** Records that our corrupted upload has replaced another author's object. */
  spoil(bucket: string, key: string): void;
  /** Records that a window told that its upload has replaced a change of another author. */
  tell(bucket: string, key: string): void;
  /** How often an object was replaced that was written after the last look, and how often that was told. */
  readonly met: { late: number; told: number };
}

/** The computer of a window, by its name. */
function computerOf(owner: string): string {
  return owner.split(' ', 1)[0] ?? owner;
}

/** Creates the watch for buckets in memory. `now` is the clock of OSS. The store's records are not used, since they may be lost. */
export function createForeignWatch(state: MemoryState, now: () => number): ForeignWatch {
  /** Who wrote an object last, and when. Corrupted objects have no author. */
  const written = new Map<string, { readonly by: string; readonly etag: string; readonly at: number }>();
  /** The authors of all versions of an object. */
  const authors = new Map<string, Set<string>>();
  const met = { late: 0, told: 0 };
  const approved = new Set<string>();
  const odd: string[] = [];
  const looks = new Map<string, Look>();
  const sent = new Map<string, number>();
  const nameOf = (owner: string, { name }: BucketRef, key: string) => `${owner} ${name}/${key}`;
  const find = (bucket: string, key: string) => state.buckets.get(bucket)?.objects.get(key);
  /** Returns whether a window missed this change although it should have seen it. */
  const isUnseen = (id: string, writtenAt: number) => {
    const look = looks.get(id);
    if (!look || writtenAt < look.sentAt) return false;
    const sentAt = sent.get(id) ?? now();
    return sentAt - look.sentAt <= lookMs || (look.isAgain && sentAt === look.answeredAt);
  };
  const isProtected = (owner: string, ref: BucketRef, key: string, before: MemoryObject) => {
    const last = written.get(`${ref.name}/${key}`);
    if (last?.etag !== before.etag || last.by === computerOf(owner)) return false;
    if (approved.has(`${ref.name}/${key} ${before.etag}`)) return false;
    const isLate = isUnseen(nameOf(owner, ref, key), last.at);
    if (isLate) met.late++;
    return !isLate;
  };
  const guard = async <T>(owner: string, ref: BucketRef, key: string, act: () => Promise<T>): Promise<T> => {
    const before = find(ref.name, key);
    const isWrong = before && isProtected(owner, ref, key, before);
    const result = await act();
    const after = find(ref.name, key);
    if (isWrong && after?.crc64 !== before.crc64) odd.push(`replaced without a question: ${key}`);
    if (after?.etag !== before?.etag) record(`${ref.name}/${key}`, computerOf(owner), after?.etag);
    return result;
  };
  const record = (id: string, by: string, etag: string | undefined) => {
    if (etag === undefined) written.delete(id);
    else written.set(id, { by, etag, at: now() });
    authors.set(id, (authors.get(id) ?? new Set()).add(by));
  };
  return {
    odd,
    watch: (owner, oss) => {
      const guarded: Partial<OssPort> = {
        putObject: (ref, key, ...rest) => guard(owner, ref, key, () => oss.putObject(ref, key, ...rest)),
        completeMultipart: (ref, key, ...rest) =>
          guard(owner, ref, key, () => oss.completeMultipart(ref, key, ...rest)),
        deleteObject: (ref, key, ...rest) => guard(owner, ref, key, () => oss.deleteObject(ref, key, ...rest)),
      };
      return Object.assign(Object.create(oss), guarded);
    },
    observe: (owner, oss) => {
      const send = (ref: BucketRef, key: string) => void sent.set(nameOf(owner, ref, key), now());
      const observed: Partial<OssPort> = {
        readObjectHead: async (ref, key, ...rest) => {
          const id = nameOf(owner, ref, key);
          const before = looks.get(id);
          const look: Look = { sentAt: now(), isAgain: before !== undefined && (sent.get(id) ?? 0) < before.sentAt };
          looks.set(id, look);
          const head = await oss.readObjectHead(ref, key, ...rest);
          look.answeredAt = now();
          return head;
        },
        putObject: (ref, key, ...rest) => {
          send(ref, key);
          return oss.putObject(ref, key, ...rest);
        },
        completeMultipart: (ref, key, ...rest) => {
          send(ref, key);
          return oss.completeMultipart(ref, key, ...rest);
        },
        deleteObject: (ref, key, ...rest) => {
          send(ref, key);
          return oss.deleteObject(ref, key, ...rest);
        },
      };
      return withMethods(oss, observed);
    },
    note: (bucket, key) => {
      const object = find(bucket, key);
      const id = `${bucket}/${key}`;
      // Equal content is no change.
      if (object && written.get(id)?.etag !== object.etag) record(id, otherAuthor, object.etag);
    },
    approve: (bucket, key, etag) => void approved.add(`${bucket}/${key} ${etag}`),
    spoil: (bucket, key) => {
      written.delete(`${bucket}/${key}`);
      authors.get(`${bucket}/${key}`)?.add('broken');
    },
    met,
    tell: (bucket, key) => {
      met.told++;
      if ((authors.get(`${bucket}/${key}`)?.size ?? 0) < 2)
        odd.push(`told of a change that no other author made: ${key}`);
    },
  };
}

/** The port with some methods replaced. */
function withMethods(oss: OssPort, methods: Partial<OssPort>): OssPort {
  return new Proxy(oss, {
    get: (target, name) => Reflect.get(methods, name) ?? Reflect.get(target, name),
  });
}
