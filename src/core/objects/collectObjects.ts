import { findReach } from '../concurrency/batch.js';
import { forEachLimited } from '../concurrency/limit.js';
import { throwIfAborted, toAppError } from '../errors.js';
import { listPages } from '../oss/listPages.js';
import type { ObjectRef, OssPort } from '../ports/oss.js';
import { type FoundObject, isFolderTarget, withoutCovered } from './objectTargets.js';

/** The most objects of one command. They are listed and kept in memory before the user is asked. */
export const mostObjects = 100_000;

/** Called with the number of objects found so far. */
type OnFound = (count: number) => void;

/** Lists the objects of the targets, without duplicates; resolves to `undefined` if there are more than `mostObjects`. */
export async function collectObjects(
  oss: Pick<OssPort, 'listObjects'>,
  targets: readonly ObjectRef[],
  signal: AbortSignal,
  onFound: OnFound = () => undefined,
): Promise<readonly FoundObject[] | undefined> {
  const found: FoundObject[] = [];
  for (const target of withoutCovered(targets)) {
    if (!isFolderTarget(target)) found.push({ ...target, path: target.key.slice(target.key.lastIndexOf('/') + 1) });
    else if (!(await addBelow(oss, target, found, { signal, onFound }))) return undefined;
  }
  return found;
}

/** Adds the objects below a target. Resolves to `false` if there are too many. */
async function addBelow(
  oss: Pick<OssPort, 'listObjects'>,
  { bucket, key: prefix }: ObjectRef,
  found: FoundObject[],
  { signal, onFound }: { readonly signal: AbortSignal; readonly onFound: OnFound },
): Promise<boolean> {
  const around = prefix.slice(0, prefix.lastIndexOf('/', prefix.length - 2) + 1);
  for await (const objects of listPages(oss, bucket, prefix, signal)) {
    for (const { key, size, etag, storageClass } of objects)
      found.push({ bucket, key, size, etag, path: key.slice(around.length), ...(storageClass && { storageClass }) });
    if (found.length > mostObjects) return false;
    onFound(found.length);
  }
  return true;
}

/** The number of HEAD requests at a time. */
const atOnce = 16;

/** Adds the sizes of objects that were named and not listed. Missing or unreadable objects get no size. Throws only errors that every object would have. */
export async function readSizes(
  oss: Pick<OssPort, 'readObjectHead'>,
  objects: readonly FoundObject[],
  signal: AbortSignal,
): Promise<readonly FoundObject[]> {
  const sizes = new Map<FoundObject, number>();
  const unknown = objects.filter(({ size }) => size === undefined);
  await forEachLimited(unknown, atOnce, async (object) => {
    throwIfAborted(signal);
    const head = await oss.readObjectHead(object.bucket, object.key, signal).catch((caught: unknown) => {
      const error = toAppError(caught);
      if (findReach(error) === 'all') throw error;
      return undefined;
    });
    if (head) sizes.set(object, head.size);
  });
  return objects.map((object) => {
    const size = sizes.get(object);
    return size === undefined ? object : { ...object, size };
  });
}
