import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { LedgerWriter } from '../../core/publishing/publishStore.js';
import type { Connection } from './database/connection.js';

/** How long the records of a bucket are kept after its last use, in ms. */
const unusedMs = 180 * 24 * 3_600_000;
/** When a database is compacted: it has at least this many free pages, and so few used ones that copying takes only a moment. */
const leastFree = 2_000;
const mostUsed = 3_000;

/** Deletes rows that nothing refers to and records of buckets that were not used for long. Call within a transaction. */
export function removeUnused(connection: Connection, ledger: LedgerWriter, now: number): void {
  ledger.prune(now - unusedMs);
  connection.exec('DELETE FROM tally WHERE n = 0');
  connection.exec('DELETE FROM place WHERE n NOT IN (SELECT place FROM tally)');
}

/** Returns free pages to the disk if that takes a moment only. Call it outside a transaction. */
export function compact(connection: Connection): void {
  const free = connection.number('PRAGMA freelist_count');
  const used = connection.number('PRAGMA page_count') - free;
  if (free >= leastFree && used <= mostUsed) connection.exec('VACUUM');
}

/** Creates the write-ahead log in advance, since otherwise the first write would block the thread for this. Ignores failures, which that write reports. */
export async function beginLog(connection: Connection): Promise<void> {
  const log = `${connection.file}-wal`;
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0) return;
  try {
    connection.exec('PRAGMA synchronous = OFF');
    connection.begin();
    connection.exec(`PRAGMA user_version = ${connection.number('PRAGMA user_version')}`);
    connection.commit();
    await writeThrough(log);
  } catch {
    connection.rollback();
  } finally {
    connection.exec('PRAGMA synchronous = FULL');
  }
}

/**
 * Flushes a file and its name to the disk without blocking the thread. Must not be used for a database that this process has open, since closing the handle
 * would end the locks of that database. Source: sqlite.org/howtocorrupt.html, 2.2.
 */
export async function writeThrough(file: string): Promise<void> {
  await sync(file, 'r+');
  // Not every system can open or flush folders.
  await sync(path.dirname(file), 'r').catch(() => undefined);
}

async function sync(file: string, flags: string): Promise<void> {
  const handle = await open(file, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
