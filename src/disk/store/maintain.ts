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
