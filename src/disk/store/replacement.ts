import { type Connection, damaged, type LossFailure, type Sqlite } from './database/connection.js';
import { noteLost } from './database/ledgerTable.js';
import { beginVersions } from './database/putEntry.js';
import { isSchemaWhole } from './database/schema.js';
import { salvage } from './salvage.js';

/**
 * The minimum age before a replacement is itself replaced, ms. A broken disk would otherwise lead to endless databases,
 * and so would one of our statements that violates a constraint in each of them.
 */
const leastAgeMs: Readonly<Record<LossFailure, number>> = { moved: 0, damaged: 60_000, inconsistent: 24 * 3_600_000 };

/** Fills a new database after the damaged or lost one in the file `former`. */
export function fillReplacement(sqlite: Sqlite, connection: Connection, former: string, generation: number): void {
  salvage(sqlite, former, connection);
  noteLost(connection);
  beginVersions(connection, generation);
  connection.run(`INSERT INTO meta VALUES('replacedAt', ?)`, Date.now());
}

/** When a database replaced another one, ms since the epoch; `undefined` for the first. */
export function readReplacedAt(connection: Connection): number | undefined {
  return connection.number(`SELECT value FROM meta WHERE name = 'replacedAt'`) || undefined;
}

/** Returns whether a replacement may itself be replaced. A clock that was set back does not prevent it. */
export function isOldEnough(replacedAt: number | undefined, failure: LossFailure, now: number): boolean {
  const age = replacedAt === undefined ? Number.POSITIVE_INFINITY : now - replacedAt;
  return age < 0 || age >= leastAgeMs[failure];
}

/**
 * Throws as for a damaged database if the schema is not ours, or tables that count the same rows differ: waiting
 * requests would not be found.
 */
export function requireWhole(connection: Connection): void {
  const counts = `
    SELECT (SELECT count(*) FROM request) = entries AND (SELECT coalesce(sum(n), 0) FROM tally) = entries
    FROM (SELECT count(*) AS entries FROM entry)`;
  if (!isSchemaWhole(connection) || connection.number(counts) === 0) throw damaged();
}

/** Throws as for a damaged database if a power failure left an incomplete new one. */
export function requireSound(connection: Connection): void {
  const [first] = Object.values(connection.get('PRAGMA quick_check(1)') ?? {});
  if (first !== 'ok') throw damaged();
}
