import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.js';
import type { FileState } from '../core/ports/local.js';

/** So many files are asked for their size and time at once. */
const concurrent = 32;

/** A file below the listed folder; `path` is POSIX and relative to it. */
type Listed = FileState & { readonly path: string };

/** Every plain file below a folder, without links and without the folders that `skips` names. Throws `badFile` for one that cannot be read. */
export async function listFiles(
  folder: string,
  skips: (relativeFolder: string) => boolean,
  signal: AbortSignal,
): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  const folders = [''];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    if (signal.aborted) throw new AppError('cancelled');
    const entries = await readFolder(path.join(folder, next));
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => next + name);
    for (const entry of entries) {
      if (entry.isDirectory() && !skips(next + entry.name)) folders.push(`${next}${entry.name}/`);
    }
    for (let at = 0; at < names.length; at += concurrent) {
      const part = names.slice(at, at + concurrent);
      found.push(...(await Promise.all(part.map((name) => look(folder, name)))).flat());
    }
  }
  return found.sort((left, right) => (left.path < right.path ? -1 : 1));
}

async function readFolder(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // Gone meanwhile.
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new AppError('badFile', { subject: folder, code });
  }
}

async function look(folder: string, name: string): Promise<readonly Listed[]> {
  try {
    const { size, mtimeMs } = await stat(path.join(folder, name));
    return [{ path: name, size, mtimeMs }];
  } catch {
    return [];
  }
}
