import { forEachLimited } from '../../concurrency/limit.js';
import { throwIfAborted } from '../../errors.js';
import { listPages } from '../../oss/listPages.js';
import type { BucketRef, ObjectEntry, OssPort } from '../../ports/oss.js';

/** Simultaneous HEAD requests. For up to this many keys no listing is used. */
const atOnce = 16;
/** The number of HEAD requests that one listing page replaces. A prefix may have a million other objects. */
const headsPerPage = 16;

/** The current object of a key. */
export type ExistingObject = Pick<ObjectEntry, 'etag' | 'size'>;

/** Finds the existing objects of these keys by a short listing or by HEAD. Throws the cloud's error. */
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
  for await (const page of listPages(oss, bucket, commonStart(keys), signal)) {
    if (left-- === 0) return false;
    for (const object of page) if (wanted.has(object.key)) found.set(object.key, object);
  }
  return true;
}

function commonStart([first = '', ...others]: readonly string[]): string {
  let start = first;
  for (const key of others) while (!key.startsWith(start)) start = start.slice(0, -1);
  return start;
}
