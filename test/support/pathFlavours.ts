import { posix, win32 } from 'node:path';
import { relativeTo } from '../../src/core/publishing/mapping/listUploadable.js';

/** A notation of paths. */
export interface PathFlavour {
  /** Its name in tests. */
  readonly name: string;
  /** A published folder. */
  readonly root: string;
  /** The absolute path of a POSIX path in `root`. */
  toPath(relative: string): string;
  /** The POSIX path, as the product computes it; `undefined` if it leads out of `root`. */
  toLabel(path: string): string | undefined;
}

/** POSIX paths, and Windows paths on a drive and on a server. */
export const pathFlavours: readonly PathFlavour[] = [
  createFlavour('POSIX', posix, '/w/site'),
  createFlavour('Windows', win32, 'c:\\w\\site'),
  createFlavour('Windows on a server', win32, '\\\\server\\share\\site'),
];

function createFlavour(name: string, { join }: typeof posix, root: string): PathFlavour {
  const toLabel = (path: string) => relativeTo(root, path);
  return { name, root, toPath: (relative) => join(root, ...relative.split('/')), toLabel };
}
