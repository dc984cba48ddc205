import fs from 'node:fs';
import { lstat } from 'node:fs/promises';
import { promisify } from 'node:util';

const findReal = promisify(fs.realpath.native);
const readOpened = promisify(fs.fstat) as (file: number, options: { bigint: true }) => Promise<fs.BigIntStats>;

/** `O_NOFOLLOW_ANY` of macOS, from its `sys/fcntl.h`: no part of the path may be a link. Node does not name it. */
const noLinkAtAll = 0x2000_0000;
// Windows has neither of the other two, which are `undefined` there whatever their types say.
const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = fs.constants;
const unlinked = process.platform === 'darwin' ? noLinkAtAll : O_NOFOLLOW;

/** To open a pipe would wait for who writes into it, and hold a thread until then. */
export const readAtOnce = O_RDONLY | O_NONBLOCK;

/** The same for a path without links: one that became a link meanwhile is not followed. */
export const readUnlinked = readAtOnce | unlinked;

/** Makes a file where nothing is, not even a link. */
export const createUnlinked = O_WRONLY | O_CREAT | O_EXCL | unlinked;

/**
 * Whether an opened file is what has this real path: neither the file nor a folder around it was exchanged for a link between the
 * check of the path and the opening. Answers at once where the system tells the place of what is open.
 */
export function isOpenedAt(file: number, path: string): boolean | Promise<boolean> {
  const place = placeOf(file);
  // Where names differ by case alone, Linux may tell that of an earlier use.
  if (place === undefined || (place !== path && place.toLowerCase() === path.toLowerCase()))
    return isNamedAt(file, path);
  // Since it was opened, its name may have been given to the next version.
  return place === path || place === `${path} (deleted)`;
}

/** Where an opened file or folder is, without links; `undefined` where the system does not tell. */
export function placeOf(file: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // Answered from memory, which takes less time than to wait for it.
    return fs.readlinkSync(`/proc/self/fd/${file}`);
  } catch {
    return undefined;
  }
}

/**
 * The same by names, where the system tells no place: no link may be there before and after the look that finds the opened file. That
 * leaves three exchanges at the right moments. On macOS the opening itself has refused every link; on Windows a folder in which a
 * file is open keeps its name.
 */
async function isNamedAt(file: number, path: string): Promise<boolean> {
  const opened = await readOpened(file, { bigint: true });
  const before = await findReal(path);
  const named = await lstat(path, { bigint: true });
  const after = await findReal(path);
  return before === path && after === path && named.dev === opened.dev && named.ino === opened.ino;
}
