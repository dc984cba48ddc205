import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { LedgerWriter } from '../../core/publishing/publishStore.js';
import type { Connection } from './database/connection.js';

/** How long an unused bucket's objects are remembered, ms. */
const unusedMs = 180 * 24 * 3_600_000;
/** A database is compacted if at least this many pages are free and the used ones can be copied in a moment. */
const leastFree = 2_000;
const mostUsed = 3_000;

/** Removes unreferenced rows. Call it within a transaction. */
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

/**
 * Creates the log of a database in advance, since the first write would block the thread for it. If it fails, that write
 * reports the reason.
 */
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
 * Flushes a file and its name to the disk without blocking the thread. The file must not be a database that this process
 * has open, whose locks would end with this handle. Source: sqlite.org/howtocorrupt.html, 2.2.
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
