import { createHash, hash } from 'node:crypto';
import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { AppError, toAppError } from '../core/errors.js';
import type { FilePort, OpenedFile } from '../core/ports/local.js';

const pieceBytes = 1024 * 1024;
const leastPieceBytes = 64 * 1024;
// By callbacks they take half the time of those of `fs/promises`: a folder has thousands of files.
const readWhole = promisify(fs.readFile);
/** To open a pipe waits for who writes into it, and holds a thread until then. Windows has neither the pipe nor the flag. */
const readAtOnce = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);
const readState = promisify(fs.stat);
const readOwnState = promisify(fs.lstat);
const findReal = promisify(fs.realpath.native);

/** The files of this computer, by absolute path. Throws `badFile` for one that is there and cannot be read. */
export function createFiles(): FilePort {
  return {
    read: (path) => orGone(path, (name) => readWhole(name)),
    readSmall: (path, mostBytes) => orGone(path, (name) => readSmall(name, mostBytes)),
    readRange: (path, start, end, into) => orGone(path, (name) => readRange(name, start, end, into)),
    holds,
    // The number of what is deleted is soon given to something else.
    identity: (path) =>
      orGone(path, async (name) => {
        const { ino, birthtimeMs } = await readState(name);
        return `${ino} ${birthtimeMs}`;
      }),
    realPath: (path) => orGone(path, (name) => findReal(name)),
    md5: (bytes) => hash('md5', bytes).toUpperCase(),
    digest: (path, onPiece, signal) => orGone(path, (name) => digest(name, onPiece, signal)),
    list: async (...given) => (await import('./listFiles.js')).listFiles(...given),
    listFolders: async (...given) => (await import('./listFiles.js')).listFolders(...given),
    stat: (path) =>
      orGone(path, async (name) => {
        const found = await readState(name);
        return found.isFile() ? { size: found.size, mtimeMs: found.mtimeMs } : undefined;
      }),
  };
}

/** No file can have a name that the file system does not take; whatever else is in the way may hide one. */
async function holds(path: string): Promise<boolean> {
  try {
    return !(await readOwnState(path)).isDirectory();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return !['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL', 'ERR_INVALID_ARG_VALUE'].includes(code);
  }
}

/** By callbacks throughout: a promise for each of the four calls takes longer than the calls. */
function readSmall(path: string, mostBytes: number): Promise<OpenedFile | undefined> {
  return new Promise((resolve, reject) => {
    fs.open(path, readAtOnce, (refused, file) => {
      if (refused) return reject(refused);
      const close = (failed: Error | null, found?: OpenedFile) =>
        fs.close(file, () => (failed ? reject(failed) : resolve(found)));
      fs.fstat(file, (unknown, state) => {
        if (unknown || !state.isFile()) return close(unknown);
        const { size, mtimeMs } = state;
        if (size > mostBytes) return close(null, { size, mtimeMs });
        // Some file systems give a part at a time: such a file, and one that was cut meanwhile, is read as a larger one is.
        fs.read(file, new Uint8Array(size), 0, size, 0, (failed, count, bytes) =>
          close(failed, { size, mtimeMs, ...(count === size && { bytes }) }),
        );
      });
    });
  });
}

/** Opens a regular file, or what a link to one leads to. */
async function openRegular(path: string): Promise<{ readonly handle: FileHandle; readonly size: number }> {
  const handle = await open(path, readAtOnce);
  const state = await handle.stat();
  if (state.isFile()) return { handle, size: state.size };
  await handle.close();
  throw Object.assign(new Error('Not a regular file'), { code: 'notRegular' });
}

async function readRange(path: string, start: number, end: number, into?: Uint8Array): Promise<Uint8Array> {
  const { handle } = await openRegular(path);
  try {
    const bytes = into?.subarray(0, end - start) ?? new Uint8Array(end - start);
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await handle.close();
  }
}

async function digest(
  path: string,
  onPiece: (piece: Uint8Array) => void,
  signal: AbortSignal,
): Promise<{ readonly md5: string; readonly size: number }> {
  const { handle, size: expected } = await openRegular(path);
  try {
    const hash = createHash('md5');
    // A file is read to its end, whatever its size was, in pieces that are not too small.
    const bytes = new Uint8Array(Math.min(pieceBytes, Math.max(expected, leastPieceBytes)));
    for (let size = 0; ; ) {
      if (signal.aborted) throw new AppError('cancelled');
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, size);
      if (bytesRead === 0) return { md5: hash.digest('hex').toUpperCase(), size };
      const piece = bytes.subarray(0, bytesRead);
      hash.update(piece);
      onPiece(piece);
      size += bytesRead;
    }
  } finally {
    await handle.close();
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
