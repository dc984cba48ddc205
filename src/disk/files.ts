import { hash } from 'node:crypto';
import fs from 'node:fs';
import { promisify } from 'node:util';
import { AppError, toAppError } from '../core/errors.js';
import type { FilePort } from '../core/ports/local.js';

// The callback version takes half the time of `fs/promises`, and a folder has thousands of files.
const readState = promisify(fs.stat);
const readOwnState = promisify(fs.lstat);
const findReal = promisify(fs.realpath.native);
const loadReads = () => import('./readFiles.js');

/** The files of this computer, by absolute path. Throws `badFile` for an unreadable file. */
export function createFiles(): FilePort {
  return {
    read: (path) => orGone(path, async (name) => (await loadReads()).readBytes(name)),
    readSmall: (path, mostBytes) => orGone(path, async (name) => (await loadReads()).readSmall(name, mostBytes)),
    readRange: (path, ...range) => orGone(path, async (name) => (await loadReads()).readRange(name, ...range)),
    holds,
    // The inode of a deleted file is soon reused.
    identity: (path) =>
      orGone(path, async (name) => {
        const { ino, birthtimeMs } = await readState(name);
        return `${ino} ${birthtimeMs}`;
      }),
    realPath: (path) => orGone(path, (name) => findReal(name)),
    md5: (bytes) => hash('md5', bytes).toUpperCase(),
    digest: (path, ...given) => orGone(path, async (name) => (await loadReads()).digest(name, ...given)),
    list: async (...given) => (await import('./listFiles.js')).listFiles(...given),
    listFolders: async (...given) => (await import('./listFiles.js')).listFolders(...given),
    stat: (path) =>
      orGone(path, async (name) => {
        const found = await readState(name);
        return found.isFile() ? { size: found.size, mtimeMs: found.mtimeMs } : undefined;
      }),
  };
}

/** Returns whether there may be a file. A name that the file system does not accept has none; any other error may hide one. */
async function holds(path: string): Promise<boolean> {
  try {
    return !(await readOwnState(path)).isDirectory();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return !['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL', 'ERR_INVALID_ARG_VALUE'].includes(code);
  }
}

async function orGone<T>(path: string, take: (path: string) => Promise<T>): Promise<T | undefined> {
  try {
    return await take(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (toAppError(error).kind === 'cancelled') throw error;
    throw new AppError('badFile', { subject: path, code });
  }
}
