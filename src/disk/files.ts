import { readFile, realpath } from 'node:fs/promises';
import { AppError } from '../core/errors.js';
import type { FilePort } from '../core/ports/local.js';

/** The files of this computer, by absolute path. Throws `badFile` for one that is there and cannot be read. */
export function createFiles(): FilePort {
  return {
    read: (path) => orGone(path, (name) => readFile(name)),
    realPath: (path) => orGone(path, (name) => realpath(name)),
  };
}

async function orGone<T>(path: string, take: (path: string) => Promise<T>): Promise<T | undefined> {
  try {
    return await take(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new AppError('badFile', { subject: path, code });
  }
}
