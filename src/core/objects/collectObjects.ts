import { listPages } from '../oss/listPages.js';
import type { OssPort } from '../ports/oss.js';
import { type FoundObject, isFolderTarget, type ObjectTarget, withoutCovered } from './objectTargets.js';

/** Objects that one command takes at most: they are listed and kept before the user is asked. */
export const mostObjects = 100_000;

/** Told how many objects were found so far. */
type OnFound = (count: number) => void;

/** The objects that the targets stand for, each once; `undefined` when they are more than `mostObjects`. */
export async function collectObjects(
  oss: Pick<OssPort, 'listObjects'>,
  targets: readonly ObjectTarget[],
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

/** False when there are too many. */
async function addBelow(
  oss: Pick<OssPort, 'listObjects'>,
  { bucket, key: prefix }: ObjectTarget,
  found: FoundObject[],
  { signal, onFound }: { readonly signal: AbortSignal; readonly onFound: OnFound },
): Promise<boolean> {
  const around = prefix.slice(0, prefix.lastIndexOf('/', prefix.length - 2) + 1);
  for await (const objects of listPages(oss, bucket, prefix, signal)) {
    for (const { key, size } of objects) found.push({ bucket, key, size, path: key.slice(around.length) });
    if (found.length > mostObjects) return false;
    onFound(found.length);
  }
  return true;
}
