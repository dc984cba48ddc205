import { type Connection, damaged, type LossFailure, type Row, type Sqlite } from './database/connection.js';
import { beginVersions } from './database/putEntry.js';
import { isSchemaWhole } from './database/schema.js';
import { writeDocument } from './database/tables.js';

/**
 * How old a replacement must be before it is replaced itself, in ms. Otherwise a broken disk, or a statement of ours that fails in every database, would
 * create databases without end.
 */
const leastAgeMs: Readonly<Record<LossFailure, number>> = { moved: 0, damaged: 60_000, inconsistent: 24 * 3_600_000 };

/** Prepares a new database that replaces a damaged or lost one. `former` is the file of that one, from which onboardings are copied if they can be read. */
export function fillReplacement(sqlite: Sqlite, connection: Connection, former: string, generation: number): void {
  salvage(sqlite, former, connection);
  beginVersions(connection, generation);
  connection.run(`INSERT INTO meta VALUES('replacedAt', ?)`, Date.now());
}

/** Returns when the database replaced another one, ms since the epoch. `undefined` if it is the first. */
export function readReplacedAt(connection: Connection): number | undefined {
  return connection.number(`SELECT value FROM meta WHERE name = 'replacedAt'`) || undefined;
}

/** Returns whether a replacement is old enough to be replaced itself. Always true if the clock was set back, so that its age is unknown. */
export function isOldEnough(replacedAt: number | undefined, failure: LossFailure, now: number): boolean {
  const age = replacedAt === undefined ? Number.POSITIVE_INFINITY : now - replacedAt;
  return age < 0 || age >= leastAgeMs[failure];
}

/**
 * Throws the error for a damaged database if the schema is not ours, or if tables disagree on the number of entries, so that waiting requests would not be
 * found.
 */
export function requireWhole(connection: Connection): void {
  const counts = `
    SELECT (SELECT count(*) FROM request) = entries AND (SELECT coalesce(sum(n), 0) FROM tally) = entries
    FROM (SELECT count(*) AS entries FROM entry)`;
  if (!isSchemaWhole(connection) || connection.number(counts) === 0) throw damaged();
}

/** Throws the error for a damaged database if a power failure has left a new database incomplete. */
export function requireSound(connection: Connection): void {
  const [first] = Object.values(connection.get('PRAGMA quick_check(1)') ?? {});
  if (first !== 'ok') throw damaged();
}

/** The folder whose documents are salvaged: changes of live DNS can only be undone with them. */
const salvaged = 'runs';

/** Copies readable onboardings of a damaged database. */
function salvage(sqlite: Sqlite, damaged: string, into: Connection): void {
  const found = new Map<string, string>();
  for (const order of ['ASC', 'DESC'] as const)
    for (const { id, body } of readSome(sqlite, damaged, order)) found.set(String(id), String(body));
  for (const [id, body] of found) if (isJson(body)) writeDocument(into, salvaged, id, body);
}

/** Reads documents in this order until the first damaged page. */
function readSome(sqlite: Sqlite, file: string, order: 'ASC' | 'DESC'): readonly Row[] {
  const rows: Row[] = [];
  try {
    const db = new sqlite.DatabaseSync(file, { readOnly: true });
    try {
      const sql = `SELECT id, body FROM document WHERE folder = ? ORDER BY id ${order}`;
      for (const row of db.prepare(sql).iterate(salvaged)) rows.push(row as Row);
    } finally {
      db.close();
    }
  } catch {
    // The rows up to here are what is left.
  }
  return rows;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
