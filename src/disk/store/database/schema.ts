import { crc32 } from 'node:zlib';
import { AppError } from '../../../core/errors.js';
import type { Connection } from './connection.js';

/**
 * The steps that create and update the schema, one per version. A place holds what many entries share: account, folder, bucket and rules. A request is
 * written once and its entry at each stage, so that a change rewrites little. Triggers keep the tally, which shows where the index has entries.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE document(folder TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY(folder, id)) WITHOUT ROWID;
  CREATE TABLE lease(folder TEXT, id TEXT, owner TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY(folder, id)) WITHOUT ROWID;
  CREATE TABLE account(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
  CREATE TABLE place(
    n INTEGER PRIMARY KEY, account INTEGER NOT NULL, root TEXT NOT NULL, url INTEGER NOT NULL, batch TEXT, via INTEGER NOT NULL,
    act INTEGER NOT NULL, body TEXT NOT NULL UNIQUE
  );
  CREATE INDEX place_batch ON place(batch) WHERE batch IS NOT NULL;
  CREATE TABLE request(
    seq INTEGER PRIMARY KEY, account INTEGER NOT NULL, id TEXT NOT NULL, requester TEXT, body TEXT NOT NULL, UNIQUE(account, id)
  );
  CREATE TABLE entry(
    seq INTEGER PRIMARY KEY, account INTEGER NOT NULL, place INTEGER NOT NULL, stage INTEGER NOT NULL, worker TEXT NOT NULL,
    due INTEGER NOT NULL, quota INTEGER NOT NULL, bytes INTEGER NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL,
    sending INTEGER NOT NULL, state TEXT NOT NULL
  );
  CREATE INDEX entry_work ON entry(place, stage, worker, due);
  CREATE TABLE tally(
    account INTEGER, place INTEGER, stage INTEGER, quota INTEGER, n INTEGER NOT NULL, bytes INTEGER NOT NULL,
    PRIMARY KEY(account, place, stage, quota)
  ) WITHOUT ROWID;
  CREATE TRIGGER entry_inserted AFTER INSERT ON entry BEGIN
    INSERT INTO tally VALUES(new.account, new.place, new.stage, new.quota, 1, new.bytes)
      ON CONFLICT DO UPDATE SET n = n + 1, bytes = bytes + new.bytes;
  END;
  CREATE TRIGGER entry_deleted AFTER DELETE ON entry BEGIN
    UPDATE tally SET n = n - 1, bytes = bytes - old.bytes
      WHERE account = old.account AND place = old.place AND stage = old.stage AND quota = old.quota;
  END;
  CREATE TRIGGER entry_moved AFTER UPDATE OF place, stage, quota, bytes ON entry
    WHEN old.place <> new.place OR old.stage <> new.stage OR old.quota <> new.quota OR old.bytes <> new.bytes BEGIN
    UPDATE tally SET n = n - 1, bytes = bytes - old.bytes
      WHERE account = old.account AND place = old.place AND stage = old.stage AND quota = old.quota;
    INSERT INTO tally VALUES(new.account, new.place, new.stage, new.quota, 1, new.bytes)
      ON CONFLICT DO UPDATE SET n = n + 1, bytes = bytes + new.bytes;
  END;
  CREATE TABLE worker(name TEXT PRIMARY KEY, pid INTEGER NOT NULL, host TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE completion(seq INTEGER PRIMARY KEY, requester TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE INDEX completion_requester ON completion(requester);
  CREATE INDEX completion_at ON completion(at);
  CREATE TABLE bucket(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, usedAt INTEGER NOT NULL);
  CREATE TABLE ledger(
    bucket INTEGER, key TEXT, etag TEXT NOT NULL, size INTEGER NOT NULL, md5 TEXT, mtime REAL NOT NULL, rules TEXT NOT NULL,
    acl TEXT NOT NULL, aclSeenAt INTEGER, seenAt INTEGER NOT NULL, PRIMARY KEY(bucket, key)
  ) WITHOUT ROWID;
  `,
];

/** Returns whether a newer version of this extension has changed the schema. */
export function isNewer(connection: Connection): boolean {
  return connection.number('PRAGMA user_version') > migrations.length;
}

/**
 * Brings the schema up to date. Returns whether the schema was created by this call. Throws `storeNewer` if a newer version of this extension has written
 * the database.
 */
export function migrate(connection: Connection, fill: () => void): boolean {
  const present = connection.number('PRAGMA user_version');
  if (present === migrations.length) return false;
  if (present > migrations.length) throw newer(connection.file);
  connection.exec('BEGIN IMMEDIATE');
  try {
    // Another window may have migrated meanwhile.
    const from = connection.number('PRAGMA user_version');
    for (const step of migrations.slice(from)) connection.exec(step);
    if (from === 0) fill();
    const noteSum = `INSERT INTO meta VALUES('schema', ?) ON CONFLICT DO UPDATE SET value = excluded.value`;
    connection.run(noteSum, sumUp(connection));
    connection.exec(`PRAGMA user_version = ${migrations.length}`);
    connection.exec('COMMIT');
    return from === 0;
  } catch (error) {
    connection.rollback();
    throw error;
  }
}

/**
 * Returns whether tables, indexes and triggers are exactly those that the last migration made. Without this check, flipped bits in a trigger would go
 * unnoticed, since no statement would fail.
 */
export function isSchemaWhole(connection: Connection): boolean {
  const row = connection.get(`SELECT value FROM meta WHERE name = 'schema'`);
  return row === undefined || row.value === sumUp(connection);
}

function sumUp(connection: Connection): number {
  return crc32(JSON.stringify(connection.list('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name')));
}

/** Creates the error for a database that a newer version of this extension has written. */
export function newer(file: string): AppError {
  return new AppError('storeNewer', { subject: file });
}
