import fs from 'node:fs';
import { lstat } from 'node:fs/promises';
import { promisify } from 'node:util';

const findReal = promisify(fs.realpath.native);
const readOpened = promisify(fs.fstat) as (file: number, options: { bigint: true }) => Promise<fs.BigIntStats>;

/** `O_NOFOLLOW_ANY` of macOS, from its `sys/fcntl.h`: no part of the path may be a link. Node has no constant for it. */
const noLinkAtAll = 0x2000_0000;
// On Windows the last two are `undefined`, whatever their types say.
const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = fs.constants;
const unlinked = process.platform === 'darwin' ? noLinkAtAll : O_NOFOLLOW;

/** Opens for reading without waiting: opening a pipe would block a thread until something writes to it. */
export const readAtOnce = O_RDONLY | O_NONBLOCK;

/** Opens for reading and refuses a path that became a link meanwhile. */
export const readUnlinked = readAtOnce | unlinked;

/** Creates a file where nothing exists, not even a link. */
export const createUnlinked = O_WRONLY | O_CREAT | O_EXCL | unlinked;

/**
 * Returns whether an opened file has this real path, so that neither it nor a folder was replaced by a link after the
 * check of the path. Synchronous if the system tells the path of an open file.
 */
export function isOpenedAt(file: number, path: string): boolean | Promise<boolean> {
  const place = placeOf(file);
  // If names differ in case alone, Linux may return an earlier spelling.
  if (place === undefined || (place !== path && place.toLowerCase() === path.toLowerCase()))
    return isNamedAt(file, path);
  // Its name may belong to the next version by now.
  return place === path || place === `${path} (deleted)`;
}

/** The real path of an open file or folder; `undefined` if the system does not tell. */
export function placeOf(file: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // Served from memory, which is faster than waiting.
    return fs.readlinkSync(`/proc/self/fd/${file}`);
  } catch {
    return undefined;
  }
}

/**
 * Compares names, if the system tells no path: there must be no link before and after the file is found. Three exchanges
 * at the right moments would pass. On macOS opening has refused every link; on Windows a folder with an open file keeps
 * its name.
 */
async function isNamedAt(file: number, path: string): Promise<boolean> {
  const opened = await readOpened(file, { bigint: true });
  const before = await findReal(path);
  const named = await lstat(path, { bigint: true });
  const after = await findReal(path);
  return before === path && after === path && named.dev === opened.dev && named.ino === opened.ino;
}
