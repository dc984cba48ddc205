import type { Connection, Row, Sqlite } from './database/connection.js';
import { writeDocument } from './database/tables.js';

/** Folders whose documents are salvaged: changes of live DNS can only be undone with them. */
const salvaged: readonly string[] = ['runs'];

/** Copies readable onboardings of a damaged database and returns how many there were. */
export function salvage(sqlite: Sqlite, damaged: string, into: Connection): number {
  const found = new Map<string, string>();
  for (const order of ['ASC', 'DESC'] as const)
    for (const { id, body, folder } of readSome(sqlite, damaged, order)) found.set(`${folder}\n${id}`, String(body));
  let count = 0;
  for (const [name, body] of found) {
    const [folder = '', id = ''] = name.split('\n');
    if (!isJson(body)) continue;
    writeDocument(into, folder, id, body);
    count++;
  }
  return count;
}

/** Reads from one end until the first damaged page. */
function readSome(sqlite: Sqlite, file: string, order: 'ASC' | 'DESC'): readonly Row[] {
  const rows: Row[] = [];
  try {
    const db = new sqlite.DatabaseSync(file, { readOnly: true });
    try {
      const marks = salvaged.map(() => '?').join();
      const sql = `SELECT folder, id, body FROM document WHERE folder IN (${marks}) ORDER BY folder ${order}, id ${order}`;
      for (const row of db.prepare(sql).iterate(...salvaged)) rows.push(row as Row);
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
