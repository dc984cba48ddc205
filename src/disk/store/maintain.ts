import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { LedgerWriter } from '../../core/publishing/publishStore.js';
import type { Connection } from './database/connection.js';

/** Objects of buckets that nothing was published to for so long are forgotten, ms. */
const unusedMs = 180 * 24 * 3_600_000;
/** A database is compacted when at least so many of its pages are free, and no more are used than can be copied in a moment. */
const leastFree = 2_000;
const mostUsed = 3_000;

/** Removes what nothing refers to any more; within a transaction. */
export function removeUnused(connection: Connection, ledger: LedgerWriter, now: number): void {
  ledger.prune(now - unusedMs);
  connection.exec('DELETE FROM tally WHERE n = 0');
  connection.exec('DELETE FROM place WHERE n NOT IN (SELECT place FROM tally)');
}

/** Gives free pages back to the disk, where that takes a moment only; outside of a transaction. */
export function compact(connection: Connection): void {
  const free = connection.number('PRAGMA freelist_count');
  const used = connection.number('PRAGMA page_count') - free;
  if (free >= leastFree && used <= mostUsed) connection.exec('VACUUM');
}

/** Begins the log of a database that has none, which the first write would hold this thread up for. Where it fails, that write tells why. */
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
 * Waits until a file and its name are on the disk, without holding this thread up. It is no database that a
 * connection of this process has open, whose locks would end with the handle here. Source: sqlite.org/howtocorrupt.html, 2.2.
 */
export async function writeThrough(file: string): Promise<void> {
  await sync(file, 'r+');
  // Not every system opens folders, or takes this of them.
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
