import { appendFileSync, readFileSync } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toOpenError } from './database/connection.js';
import type { RecordedBuckets } from './database/ledgerTable.js';

const databaseName = /^store\.(\d+)\.(sqlite|made)$/;
/** Damaged databases that are kept for inspection; older ones are removed. */
const keptBefore = 1;

/** The database file of a generation. A new generation follows a damaged or lost one. */
export function databaseFile(folder: string, generation: number): string {
  return path.join(folder, `store.${generation}.sqlite`);
}

/**
 * A file that shows that a database was created, with its buckets and the start of their recording. Without its
 * database, the database was lost and is not new.
 */
export function madeFile(folder: string, generation: number): string {
  return path.join(folder, `store.${generation}.made`);
}

/** The newest generation in the folder; 0 if there was none. */
export async function findNewest(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  return names.reduce((newest, name) => Math.max(newest, Number(databaseName.exec(name)?.[1] ?? 0)), 0);
}

/** Returns whether a created database of this generation is missing or empty. */
export async function isLost(folder: string, generation: number): Promise<boolean> {
  const size = await sizeOf(databaseFile(folder, generation));
  if (size !== undefined && size > 0) return false;
  return (await sizeOf(madeFile(folder, generation))) !== undefined;
}

/** Records that a database was created. */
export async function noteMade(folder: string, generation: number): Promise<void> {
  await writeFile(madeFile(folder, generation), '', { flag: 'a' });
}

/**
 * The recorded buckets of a generation, in a separate file. SQLite silently drops the rest of a damaged log and misses
 * flipped bits. An unknown bucket would count as never published to, and objects of other authors there would be
 * overwritten.
 */
export function openRecordedBuckets(folder: string, generation: number): RecordedBuckets {
  const file = madeFile(folder, generation);
  const lines = [...readFileSync(file, 'utf8').matchAll(/^(\d+) (.+)$/gm)];
  // A bucket that was removed and started again has several lines; the last one counts.
  const known = new Map(lines.map(([, since, id = '']) => [id, Number(since)]));
  return {
    get: (id) => known.get(id),
    set: (id, since) => {
      try {
        // Before the first request to the bucket.
        appendFileSync(file, `${since} ${id}\n`, { flush: true });
      } catch (error) {
        throw toOpenError(error, file);
      }
      return known.set(id, since);
    },
  };
}

/** Removes files of earlier generations, as far as possible. */
export async function removeOld(folder: string, generation: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const isOld = (name: string) => {
    const [, number, kind] = /^store\.(\d+)\.(\w+)/.exec(name) ?? [];
    return number !== undefined && Number(number) < generation - (kind === 'made' ? 0 : keptBefore);
  };
  await Promise.all(
    names.filter(isOld).map((name) => rm(path.join(folder, name), { force: true }).catch(() => undefined)),
  );
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch {
    return undefined;
  }
}
