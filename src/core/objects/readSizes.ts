import { forEachLimited } from '../concurrency/limit.js';
import { throwIfAborted, toAppError } from '../errors.js';
import { findReach } from '../failureReach.js';
import type { OssPort } from '../ports/oss.js';
import type { FoundObject } from './objectTargets.js';

/** HEADs under way at once. */
const atOnce = 16;

/** The objects with the sizes of those that were named and not listed; one that is gone or cannot be read keeps none. Throws only what would fail every object. */
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
