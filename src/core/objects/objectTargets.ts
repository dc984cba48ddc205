import type { BucketRef } from '../ports/oss.js';

/** An object. A key that ends in `/` means everything below it. */
export interface ObjectTarget {
  readonly bucket: BucketRef;
  readonly key: string;
}

/** An object found below a target. */
export interface FoundObject {
  readonly bucket: BucketRef;
  readonly key: string;
  /** In bytes; absent for an object that is itself a target. */
  readonly size?: number;
  /** Its path relative to the parent of its target: `img/a.png` of `site/img/a.png` below `site/img/`. */
  readonly path: string;
}

/** Returns whether a target is a folder of objects. */
export function isFolderTarget({ key }: Pick<ObjectTarget, 'key'>): boolean {
  return key === '' || key.endsWith('/');
}

/** Removes duplicate targets and those inside others. */
export function withoutCovered<T extends ObjectTarget>(targets: readonly T[]): readonly T[] {
  const nameOf = ({ bucket, key }: ObjectTarget) => `${bucket.name}/${key}`;
  const unique = [...new Map(targets.map((target) => [nameOf(target), target])).values()];
  const folders = unique.filter(isFolderTarget).map(nameOf);
  return unique.filter((target) => {
    const name = nameOf(target);
    return !folders.some((folder) => folder !== name && name.startsWith(folder));
  });
}

/** Counts the objects below each remaining target: folders first, by size. */
export function countByTarget(
  targets: readonly ObjectTarget[],
  found: readonly FoundObject[],
): readonly { readonly target: ObjectTarget; readonly count: number }[] {
  const unique = withoutCovered(targets);
  const folders = unique.filter(isFolderTarget).map((target) => {
    const isBelow = ({ bucket, key }: FoundObject) => bucket.name === target.bucket.name && key.startsWith(target.key);
    return { target, count: found.filter(isBelow).length };
  });
  folders.sort((one, other) => other.count - one.count);
  const objects = unique.filter((target) => !isFolderTarget(target));
  return [...folders, ...objects.map((target) => ({ target, count: 1 }))];
}
