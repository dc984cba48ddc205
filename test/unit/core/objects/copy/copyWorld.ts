import { AppError } from '../../../../../src/core/errors.js';
import { type CopyPair, copyObjects } from '../../../../../src/core/objects/copy/copyObjects.js';
import type { ClockPort } from '../../../../../src/core/ports/local.js';
import type { BucketInfo, ObjectHeaders, OssPort } from '../../../../../src/core/ports/oss.js';
import { systemClock } from '../../../../../src/disk/clock.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';

export const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const { signal } = new AbortController();
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The headers of every object here, unless a test gives others. */
export const richHeaders: ObjectHeaders = {
  'content-type': 'text/html',
  'cache-control': 'max-age=60',
  'x-oss-meta-by': 'me',
  'x-oss-object-acl': 'public-read',
  'x-oss-tagging': 'team=web',
  'x-oss-storage-class': 'IA',
};

/** A bucket with these objects, each with its key as its content. */
export async function openBucket(
  keys: readonly string[],
  versioning?: NonNullable<BucketInfo['versioning']>,
  headers = richHeaders,
) {
  const cloud = createMemoryCloud();
  cloud.addBucket(bucket.name, bucket.region, versioning ? { versioning } : {});
  const put = (key: string, text = key) => cloud.oss.putObject(bucket, key, { body: bytesOf(text), headers }, signal);
  for (const key of keys) await put(key);
  const { objects } = cloud.state.buckets.get(bucket.name)!;
  const contents = () =>
    Object.fromEntries([...objects].map(([key, { body }]) => [key, new TextDecoder().decode(body)]).sort());
  const etagOf = (key: string) => objects.get(key)?.etag ?? '';
  const pair = (from: string, to: string): CopyPair => {
    return { from: { bucket, key: from }, to: { bucket, key: to }, etag: etagOf(from) };
  };
  return { cloud, put, objects, contents, pair };
}

/** An event at a call: something before it or after its effect, which may throw in its place. */
export type Mishap = (call: {
  readonly number: number;
  readonly method: string;
  readonly when: 'before' | 'after';
}) => unknown;

/** The same port, with a mishap before and after every call. Calls are numbered from 1. */
export function withMishaps(oss: OssPort, mishap: Mishap): { readonly oss: OssPort; readonly calls: string[] } {
  const calls: string[] = [];
  const port = new Proxy(oss, {
    get(target, name) {
      const method = String(name);
      const real = Reflect.get(target, name) as (...input: unknown[]) => Promise<unknown>;
      return async (...input: unknown[]) => {
        const number = calls.push(method);
        await mishap({ number, method, when: 'before' });
        const result = await real(...input);
        await mishap({ number, method, when: 'after' });
        return result;
      };
    },
  });
  return { oss: port, calls };
}

/** A window that ends before or after a call, as a killed process does: nothing that it does later has an effect. */
export function dieAt(at: number, when: 'before' | 'after'): Mishap {
  let isDead = false;
  return (call) => {
    isDead ||= call.number === at && call.when === when;
    if (isDead) throw new AppError('cancelled');
  };
}

/** Moves or copies in a bucket, by default one that never had versioning. */
export function run(
  oss: OssPort,
  pairs: readonly CopyPair[],
  kind: 'copy' | 'move' = 'move',
  isUnversioned = true,
  clock: ClockPort = systemClock,
) {
  return copyObjects(oss, pairs, { kind, isUnversioned, clock, signal, onProgress: () => undefined });
}
