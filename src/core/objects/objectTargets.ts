import type { ObjectRef } from '../ports/oss.js';

/** An object that is, or is below, a target of a command. */
export interface FoundObject extends ObjectRef {
  /** The size in bytes; absent for an object that is itself a target. */
  readonly size?: number;
  /** The ETag and the storage class in the listing; absent as the size is. */
  readonly etag?: string;
  readonly storageClass?: string;
  /** The path relative to the parent folder of the target, such as `img/a.png` for `site/img/a.png` below `site/img/`. */
  readonly path: string;
}

/** Returns whether a target stands for everything below a key, and not for one object. */
export function isFolderTarget({ key }: Pick<ObjectRef, 'key'>): boolean {
  return key === '' || key.endsWith('/');
}

/** Returns the targets without duplicates and without those inside other targets. */
export function withoutCovered<T extends ObjectRef>(targets: readonly T[]): readonly T[] {
  const nameOf = ({ bucket, key }: ObjectRef) => `${bucket.name}/${key}`;
  const unique = [...new Map(targets.map((target) => [nameOf(target), target])).values()];
  const folders = unique.filter(isFolderTarget).map(nameOf);
  return unique.filter((target) => {
    const name = nameOf(target);
    return !folders.some((folder) => folder !== name && name.startsWith(folder));
  });
}

/** Counts the objects below each target that is left after `withoutCovered`. Folders come first, the largest at the top. */
export function countByTarget(
  targets: readonly ObjectRef[],
  found: readonly FoundObject[],
): readonly { readonly target: ObjectRef; readonly count: number }[] {
  const unique = withoutCovered(targets);
  const folders = unique.filter(isFolderTarget).map((target) => {
    const isBelow = ({ bucket, key }: FoundObject) => bucket.name === target.bucket.name && key.startsWith(target.key);
    return { target, count: found.filter(isBelow).length };
  });
  folders.sort((one, other) => other.count - one.count);
  const objects = unique.filter((target) => !isFolderTarget(target));
  return [...folders, ...objects.map((target) => ({ target, count: 1 }))];
}
