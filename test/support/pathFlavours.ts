import { posix, win32 } from 'node:path';
import { relativeTo } from '../../src/core/publishing/mapping/listUploadable.js';

/** A way to write paths. */
export interface PathFlavour {
  /** What tests call it. */
  readonly name: string;
  /** A folder whose files are published. */
  readonly root: string;
  /** An absolute path in `root`, of a POSIX path relative to it. */
  toPath(relative: string): string;
  /** The POSIX path again, as the product finds it; `undefined` when it leads out of `root`. */
  toLabel(path: string): string | undefined;
}

/** Paths of POSIX and of Windows: on a drive and on a server. */
export const pathFlavours: readonly PathFlavour[] = [
  createFlavour('POSIX', posix, '/w/site'),
  createFlavour('Windows', win32, 'c:\\w\\site'),
  createFlavour('Windows on a server', win32, '\\\\server\\share\\site'),
];

function createFlavour(name: string, { join }: typeof posix, root: string): PathFlavour {
  const toLabel = (path: string) => relativeTo(root, path);
  return { name, root, toPath: (relative) => join(root, ...relative.split('/')), toLabel };
}
