import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { AppError } from '../core/errors.js';
import type { OpenedFile } from '../core/ports/local.js';
import { isOpenedAt, readUnlinked } from './openedPlace.js';

const pieceBytes = 1024 * 1024;
const leastPieceBytes = 64 * 1024;
// The callback version takes half the time of `fs/promises`, and a folder has thousands of files.
const readWhole = promisify(fs.readFile);

/** Reads a whole file. `path` must be its real path, and the file must be a regular one. */
export function readBytes(path: string): Promise<Uint8Array> {
  return withRegular(path, ({ handle }) => readWhole(handle.fd));
}

/**
 * Reads the size and time stamp of a file, and its content if it has at most `mostBytes`. `undefined` if it is not a regular file. Uses callbacks, since
 * promises would take longer than the calls themselves.
 */
export function readSmall(path: string, mostBytes: number): Promise<OpenedFile | undefined> {
  return new Promise((resolve, reject) => {
    fs.open(path, readUnlinked, (refused, file) => {
      if (refused) return reject(toExchanged(refused));
      const close = (failed: unknown, found?: OpenedFile) => {
        // The system needs no disk to close a file that was only read, or for the state of one that it has just opened: that is faster than waiting.
        fs.closeSync(file);
        if (failed) reject(failed);
        else resolve(found);
      };
      const take = ({ size, mtimeMs }: fs.Stats) => {
        if (size > mostBytes) return close(null, { size, mtimeMs });
        // Some file systems return a part at a time. Such a file, or a truncated one, is read like a larger one.
        fs.read(file, new Uint8Array(size), 0, size, 0, (failed, count, bytes) =>
          close(failed, { size, mtimeMs, ...(count === size && { bytes }) }),
        );
      };
      try {
        const state = fs.fstatSync(file);
        if (!state.isFile()) return close(null);
        const isThere = isOpenedAt(file, path);
        if (isThere === true) return take(state);
        void Promise.resolve(isThere).then((is) => (is ? take(state) : close(exchanged())), close);
      } catch (failed) {
        close(failed);
      }
    });
  });
}

/** Reads the bytes from `start` up to `end`, or fewer if the file ends before. If `into` is given, the result is a part of it. */
export function readRange(path: string, start: number, end: number, into?: Uint8Array): Promise<Uint8Array> {
  return withRegular(path, async ({ handle }) => {
    const bytes = into?.subarray(0, end - start) ?? new Uint8Array(end - start);
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  });
}

/** Computes the MD5 and size of a file. `onPiece` receives its content piece by piece. */
export function digest(
  path: string,
  onPiece: (piece: Uint8Array) => void,
  signal: AbortSignal,
): Promise<{ readonly md5: string; readonly size: number }> {
  return withRegular(path, async ({ handle, size: expected }) => {
    const hash = createHash('md5');
    // Reads to the end of the file, whatever its expected size, in pieces that are not too small.
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
  });
}

/** Opens a regular file for the time of `work`. */
async function withRegular<T>(
  path: string,
  work: (opened: { readonly handle: FileHandle; readonly size: number }) => Promise<T>,
): Promise<T> {
  const handle = await open(path, readUnlinked).catch((refused: unknown) => {
    throw toExchanged(refused);
  });
  try {
    const state = await handle.stat();
    if (!state.isFile()) throw Object.assign(new Error('Not a regular file'), { code: 'notRegular' });
    if (!(await isOpenedAt(handle.fd, path))) throw exchanged();
    return await work({ handle, size: state.size });
  } finally {
    await handle.close();
  }
}

/** Converts the error of opening a file. A link in place of the file means that the file was changed in the meantime. */
function toExchanged(refused: unknown): unknown {
  return (refused as NodeJS.ErrnoException).code === 'ELOOP' ? exchanged() : refused;
}

function exchanged(): Error {
  return Object.assign(new Error('Exchanged for something else'), { code: 'changed' });
}
