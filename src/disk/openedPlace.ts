import fs from 'node:fs';
import { lstat } from 'node:fs/promises';
import { promisify } from 'node:util';

const findReal = promisify(fs.realpath.native);
const readOpened = promisify(fs.fstat) as (file: number, options: { bigint: true }) => Promise<fs.BigIntStats>;

/** `O_NOFOLLOW_ANY` of macOS: opening fails if any part of the path is a link. Node has no constant for it. Source: `sys/fcntl.h` of macOS. */
const noLinkAtAll = 0x2000_0000;
// On Windows the last two are `undefined`, whatever their types say.
const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = fs.constants;
const unlinked = process.platform === 'darwin' ? noLinkAtAll : O_NOFOLLOW;

/** The flags to open a file for reading without waiting. Otherwise opening a pipe would block a thread until something writes to it. */
export const readAtOnce = O_RDONLY | O_NONBLOCK;

/** The flags to open a file for reading that fail if the path has become a link. */
export const readUnlinked = readAtOnce | unlinked;

/** The flags to create a file that fail if anything is already there, even a link. */
export const createUnlinked = O_WRONLY | O_CREAT | O_EXCL | unlinked;

/**
 * Returns whether an open file has this real path. If not, the file or a folder was replaced by a link after the path was checked. Synchronous on systems
 * that tell the path of an open file.
 */
export function isOpenedAt(file: number, path: string): boolean | Promise<boolean> {
  const place = placeOf(file);
  // If names differ in case alone, Linux may return an earlier spelling.
  if (place === undefined || (place !== path && place.toLowerCase() === path.toLowerCase()))
    return isNamedAt(file, path);
  // Its name may belong to the next version by now.
  return place === path || place === `${path} (deleted)`;
}

/** Returns the real path of an open file or folder, or `undefined` if the system does not tell. */
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
 * Returns whether the path leads to the open file without links, on systems that do not tell its path. Three exchanges at the right moments would go
 * unnoticed. On macOS opening has refused every link; on Windows a folder with an open file keeps its name.
 */
async function isNamedAt(file: number, path: string): Promise<boolean> {
  const opened = await readOpened(file, { bigint: true });
  const before = await findReal(path);
  const named = await lstat(path, { bigint: true });
  const after = await findReal(path);
  return before === path && after === path && named.dev === opened.dev && named.ino === opened.ino;
}
