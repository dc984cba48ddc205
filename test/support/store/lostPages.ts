import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const pageSize = 2_048;
/** The first page begins with the file header. Source, as for all of this: sqlite.org/fileformat2.html. */
const fileHeader = 100;
/** Page types with rows: a leaf of an index or of a table without rowids, and of a table. */
const leaves: readonly number[] = [0x0a, 0x0d];

/** Removes rows without updating indexes and counts, as a lost page would. The database must be closed. */
export function loseRows(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  const triggers = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  db.exec(sql);
  for (const { sql: text } of triggers) db.exec(String(text));
  db.close();
}

/** Moves the log into the database, which must be closed. */
export function checkpoint(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

/** Empties random leaves, which SQLite does not notice; returns their numbers. */
export function losePages(file: string, random: () => number): readonly number[] {
  const bytes = readFileSync(file);
  const found = Array.from({ length: bytes.length / pageSize }, (_, at) => at).filter((at) =>
    leaves.includes(bytes[headerOf(at)] ?? 0),
  );
  const count = 1 + Math.floor(random() * 3);
  const lost = Array.from({ length: count }, () => found[Math.floor(random() * found.length)] ?? 0);
  for (const at of lost) {
    // No free block, no cell, content at the end of the page, no fragment.
    bytes.fill(0, headerOf(at) + 1, headerOf(at) + 8);
    bytes.writeUInt16BE(pageSize, headerOf(at) + 5);
  }
  writeFileSync(file, bytes);
  return lost;
}

function headerOf(page: number): number {
  return page * pageSize + (page === 0 ? fileHeader : 0);
}
