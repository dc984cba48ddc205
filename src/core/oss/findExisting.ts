import { forEachLimited } from '../concurrency/limit.js';
import { throwIfAborted } from '../errors.js';
import type { BucketRef, ObjectEntry, OssPort } from '../ports/oss.js';
import { listPages } from './listPages.js';

/** How old a look at an object may be when the object is replaced or deleted, counted from its request, in ms. */
export const lookMaxAgeMs = 2_000;

/** The most simultaneous HEAD requests. Up to this many keys are looked up without a listing. */
const atOnce = 16;
/** The number of HEAD requests that one listing page replaces. A prefix may have a million other objects. */
const headsPerPage = 16;

/** The known facts about the object that a key has now. `modifiedAt` is in ms since the epoch and precise to the second; absent if OSS does not tell it. */
export interface ExistingObject extends Pick<ObjectEntry, 'etag' | 'size'> {
  readonly modifiedAt?: number;
}

/**
 * Finds which of these keys already have an object, and returns those objects by key. Tries a short listing first and sends HEAD requests for the rest.
 * Throws the error of the cloud.
 */
export async function findExisting(
  oss: Pick<OssPort, 'listObjects' | 'readObjectHead'>,
  bucket: BucketRef,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ExistingObject>> {
  const found = new Map<string, ExistingObject>();
  if (keys.length > atOnce && (await listExisting(oss, bucket, { keys, found }, signal))) return found;
  const unseen = keys.filter((key) => !found.has(key));
  await forEachLimited(unseen, atOnce, async (key) => {
    throwIfAborted(signal);
    const head = await oss.readObjectHead(bucket, key, signal);
    if (head) found.set(key, head);
  });
  return found;
}

/** Returns whether the listing reached its end. */
async function listExisting(
  oss: Pick<OssPort, 'listObjects'>,
  bucket: BucketRef,
  { keys, found }: { readonly keys: readonly string[]; readonly found: Map<string, ExistingObject> },
  signal: AbortSignal,
): Promise<boolean> {
  const wanted = new Set(keys);
  let left = Math.ceil(keys.length / headsPerPage);
  for await (const page of listPages(oss, bucket, { prefix: commonStart(keys), ...placeBefore(keys) }, signal)) {
    if (left-- === 0) return false;
    for (const object of page) if (wanted.has(object.key)) found.set(object.key, toExisting(object));
    if (found.size === wanted.size) return true;
  }
  return true;
}

function toExisting({ etag, size, lastModified }: ObjectEntry): ExistingObject {
  const modifiedAt = Math.floor(Date.parse(lastModified) / 1_000) * 1_000;
  return { etag, size, ...(!Number.isNaN(modifiedAt) && { modifiedAt }) };
}

/** Returns a marker shortly before the first of these keys, since a prefix may have many objects before it. */
function placeBefore(keys: readonly string[]): { readonly after?: string } {
  const [first = ''] = keys;
  // OSS sorts by UTF-8, which puts them elsewhere than UTF-16.
  if (keys.some((key) => /[\uD800-\uDFFF]/.test(key))) return {};
  let least = first;
  for (const key of keys) if (key < least) least = key;
  return least.length > 1 ? { after: least.slice(0, -1) } : {};
}

function commonStart([first = '', ...others]: readonly string[]): string {
  let start = first;
  for (const key of others) while (!key.startsWith(start)) start = start.slice(0, -1);
  return start;
}
