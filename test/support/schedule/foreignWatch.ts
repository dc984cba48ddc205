import type { BucketRef, OssPort } from '../../../src/core/ports/oss.js';
import type { MemoryObject, MemoryState } from '../memory/state.js';

/** A look at an object is believed for so long from when it was sent, ms: who writes in between is overwritten, since OSS has no conditional PUT. */
const lookMs = 2_000;

/** The last look of a window at an object, before it was to change it. */
interface Look {
  readonly sentAt: number;
  answeredAt?: number;
  /** It is not the first one: however late its answer is, it counts. */
  readonly isAgain: boolean;
}

/** Sees whether another author's object was ever replaced or deleted before the user was asked. */
export interface ForeignWatch {
  readonly odd: string[];
  /** The bucket, where the calls of a window have their effect. */
  watch(owner: string, oss: OssPort): OssPort;
  /** The bucket as the window itself sees it: when a call leaves, and when its answer is there. */
  observe(owner: string, oss: OssPort): OssPort;
  /** Another author has just written it. */
  note(bucket: string, key: string): void;
  /** The user agreed to replace the object that has this ETag. */
  approve(bucket: string, key: string, etag: string): void;
  /** A broken upload of ours was put there in the place of what another author wrote. */
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
  const odd: string[] = [];
  const looks = new Map<string, Look>();
  const sent = new Map<string, number>();
  const nameOf = (owner: string, { name }: BucketRef, key: string) => `${owner} ${name}/${key}`;
  const find = (bucket: string, key: string) => state.buckets.get(bucket)?.objects.get(key);
  /** Whether a window that was to see this change did not, and sent its own in time. */
  const isUnseen = (id: string, writtenAt: number) => {
    const look = looks.get(id);
    if (!look || writtenAt < look.sentAt) return false;
    const sentAt = sent.get(id) ?? now();
    return sentAt - look.sentAt <= lookMs || (look.isAgain && sentAt === look.answeredAt);
  };
  const isProtected = (owner: string, ref: BucketRef, key: string, before: MemoryObject) => {
    const written = foreign.get(`${ref.name}/${key}`);
    if (written?.etag !== before.etag || isUnseen(nameOf(owner, ref, key), written.at)) return false;
    if (approved.has(`${ref.name}/${key} ${before.etag}`)) return false;
    const agreed = agreedAt(ref.name);
    // As OSS tells it, to the second.
    return agreed !== undefined && Math.floor(written.at / 1_000) >= Math.floor(agreed / 1_000);
  };
  const guard = async <T>(owner: string, ref: BucketRef, key: string, act: () => Promise<T>): Promise<T> => {
    const before = find(ref.name, key);
    const isWrong = before && isProtected(owner, ref, key, before);
    const result = await act();
    const after = find(ref.name, key);
    if (isWrong && after?.crc64 !== before.crc64) odd.push(`replaced without a question: ${key}`);
    if (after?.etag !== before?.etag) {
      foreign.delete(`${ref.name}/${key}`);
    }
    return result;
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
        readObjectHead: async (ref, key, signal) => {
          const id = nameOf(owner, ref, key);
          const before = looks.get(id);
          const look: Look = { sentAt: now(), isAgain: before !== undefined && (sent.get(id) ?? 0) < before.sentAt };
          looks.set(id, look);
          const head = await oss.readObjectHead(ref, key, signal);
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
      // The same content written again is what was there before.
      if (object && foreign.get(id)?.etag !== object.etag) foreign.set(id, { etag: object.etag, at: now() });
    },
    approve: (bucket, key, etag) => void approved.add(`${bucket}/${key} ${etag}`),
    spoil: (bucket, key) => {
      foreign.delete(`${bucket}/${key}`);
    },
  };
}

/** The port with some of its methods replaced, whatever it is made of. */
function withMethods(oss: OssPort, methods: Partial<OssPort>): OssPort {
  return new Proxy(oss, {
    get: (target, name) => Reflect.get(methods, name) ?? Reflect.get(target, name),
  });
}
