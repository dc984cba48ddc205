import { appendFileSync, readFileSync } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toOpenError } from './database/connection.js';
import type { RecordedBuckets } from './database/ledgerTable.js';

const databaseName = /^store\.(\d+)\.(sqlite|made)$/;
/** A damaged database is kept beside its successor for inspection; those before are removed. */
const keptBefore = 1;

/** The file of a generation: each follows one that was damaged or lost. */
export function databaseFile(folder: string, generation: number): string {
  return path.join(folder, `store.${generation}.sqlite`);
}

/**
 * Says beside a database that it was made, and since when it records which bucket: one that is gone or empty later was
 * lost, not new.
 */
export function madeFile(folder: string, generation: number): string {
  return path.join(folder, `store.${generation}.made`);
}

/** The newest generation in the folder; 0 when there was never one. */
export async function findNewest(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  return names.reduce((newest, name) => Math.max(newest, Number(databaseName.exec(name)?.[1] ?? 0)), 0);
}

/** Whether a database of this generation was made and is no longer there, or is empty. */
export async function isLost(folder: string, generation: number): Promise<boolean> {
  const size = await sizeOf(databaseFile(folder, generation));
  if (size !== undefined && size > 0) return false;
  return (await sizeOf(madeFile(folder, generation))) !== undefined;
}

/** Notes that a database was made. */
export async function noteMade(folder: string, generation: number): Promise<void> {
  await writeFile(madeFile(folder, generation), '', { flag: 'a' });
}

/**
 * The buckets that a generation records, in a file of their own. SQLite drops the rest of a damaged log and misses flipped
 * bits without a word; a bucket that is no longer known would count as never published to, and what another author has
 * there would be replaced.
 */
export function openRecordedBuckets(folder: string, generation: number): RecordedBuckets {
  const file = madeFile(folder, generation);
  const lines = [...readFileSync(file, 'utf8').matchAll(/^(\d+) (.+)$/gm)];
  // A bucket that was forgotten and begun again has another line: the last one counts.
  const known = new Map(lines.map(([, since, id = '']) => [id, Number(since)]));
  return {
    get: (id) => known.get(id),
    set: (id, since) => {
      try {
        // Before anything is sent to it.
        appendFileSync(file, `${since} ${id}\n`, { flush: true });
      } catch (error) {
        throw toOpenError(error, file);
      }
      return known.set(id, since);
    },
  };
}

/** Removes what earlier generations left, as far as it can be removed. */
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
