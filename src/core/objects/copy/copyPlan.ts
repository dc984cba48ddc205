import { isObjectKey } from '../../objectKey.js';
import type { BucketRef, ObjectRef } from '../../ports/oss.js';
import { type FoundObject, isFolderTarget } from '../objectTargets.js';
import type { CopyPair } from './copyObjects.js';

/** Where objects are copied or moved to: a bucket or a folder of it, under their names or under a new `name` of the one target. */
export interface Destination {
  readonly bucket: BucketRef;
  /** The key of the folder with its slash; empty for the bucket itself. */
  readonly prefix: string;
  readonly name?: string;
}

/**
 * Why nothing can be copied: the objects are there already, a folder would be inside itself, the bucket is in another region, two targets have the same name,
 * or OSS does not accept a name.
 */
export type PlanProblem = 'same' | 'inside' | 'region' | 'clash' | 'name';

/** Plans where each object of the targets goes. */
export function planCopies(
  targets: readonly ObjectRef[],
  found: readonly FoundObject[],
  to: Destination,
): { readonly pairs: readonly CopyPair[] } | { readonly problem: PlanProblem } {
  const pairs = found.map((object): CopyPair => {
    const { bucket, key, etag, path } = object;
    const name = to.name === undefined ? path : to.name + path.slice(firstLength(path));
    return {
      from: { bucket, key },
      to: { bucket: to.bucket, key: to.prefix + name },
      ...(etag !== undefined && { etag }),
    };
  });
  const problem = findProblem(targets, pairs, to);
  return problem ? { problem } : { pairs };
}

function findProblem(
  targets: readonly ObjectRef[],
  pairs: readonly CopyPair[],
  { bucket, prefix, name }: Destination,
): PlanProblem | undefined {
  if (pairs.some(({ from }) => from.bucket.region !== bucket.region)) return 'region';
  if (pairs.some(({ from, to }) => from.bucket.name === to.bucket.name && from.key === to.key)) return 'same';
  const place = name === undefined ? prefix : `${prefix}${name}/`;
  const isInside = (target: ObjectRef) => isFolderTarget(target) && place.startsWith(target.key);
  if (targets.some((target) => target.bucket.name === bucket.name && isInside(target))) return 'inside';
  const keys = new Set(pairs.map(({ to }) => to.key));
  if (keys.size < pairs.length) return 'clash';
  return [...keys].every(isObjectKey) ? undefined : 'name';
}

/** Returns the length of the first segment of a path, which is the name of its target. */
function firstLength(path: string): number {
  const end = path.indexOf('/');
  return end < 0 ? path.length : end;
}
