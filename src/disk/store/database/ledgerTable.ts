import type { BucketRef } from '../../../core/ports/oss.js';
import type { LedgerRecord } from '../../../core/publishing/objectLedger.js';
import type { LedgerRow, LedgerWriter } from '../../../core/publishing/publishStore.js';
import type { Connection, Values } from './connection.js';
import { afterPrefix } from './entryTable.js';

/** The use of a bucket is recorded once a day, ms. */
const dayMs = 24 * 3_600_000;
const ofBucket = 'bucket = (SELECT n FROM bucket WHERE id = ?)';
const readRecords = `SELECT key, etag, size, md5, mtime, rules, acl, aclSeenAt, seenAt FROM ledger WHERE ${ofBucket}`;
const writeOne = 'INSERT OR REPLACE INTO ledger SELECT n, ?,?,?,?,?,?,?,?,? FROM bucket WHERE id = ?';
const removeOne = `DELETE FROM ledger WHERE ${ofBucket} AND key = ?`;
const useBucket = `INSERT INTO bucket(id, usedAt) VALUES(?, ?)
  ON CONFLICT DO UPDATE SET usedAt = excluded.usedAt WHERE usedAt < ?`;

/** Creates the object ledger in this database. */
export function createLedgerTable(connection: Connection): LedgerWriter {
  const use = (id: string, now: number) => connection.run(useBucket, id, now, now - dayMs);
  return {
    get: (bucket, key) => {
      const [row] = connection.list(`${readRecords} AND key = ?`, bucketId(bucket), key);
      return row && toRow(row).record;
    },
    list: (bucket, prefix, { after, upTo, limit }) => {
      // One bound at each end: with several, SQLite would use the first and skip over the rest.
      const [from, start] = after === undefined ? ['>=', prefix] : ['>', after];
      const [to, end] = upTo === undefined ? ['<', afterPrefix(prefix)] : ['<=', upTo];
      const sql = `${readRecords} AND key ${from} ? AND key ${to} ? ORDER BY key LIMIT ?`;
      return connection.list(sql, bucketId(bucket), start, end, limit).map(toRow);
    },
    use: (bucket, now) => void use(bucketId(bucket), now),
    prune: (before) =>
      void connection.run('DELETE FROM ledger WHERE bucket IN (SELECT n FROM bucket WHERE usedAt < ?)', before),
    set: (bucket, key, record) => {
      const id = bucketId(bucket);
      if (!record) return void connection.run(removeOne, id, key);
      if (setRecord(connection, id, key, record)) return;
      use(id, record.seenAt);
      setRecord(connection, id, key, record);
    },
    clear: () => connection.exec('DELETE FROM ledger; DELETE FROM bucket;'),
  };
}

function bucketId({ region, name }: BucketRef): string {
  return `${region}/${name}`;
}

/** Writes a record. Returns false and writes nothing if the bucket has no row yet. */
function setRecord(connection: Connection, bucket: string, key: string, record: LedgerRecord): boolean {
  const { etag, size, md5, mtimeMs, rules, acl, aclSeenAt, seenAt } = record;
  const changes = connection.run(
    writeOne,
    key,
    etag,
    size,
    md5 === etag ? null : md5,
    mtimeMs,
    rules,
    acl,
    aclSeenAt ?? null,
    seenAt,
    bucket,
  );
  return changes > 0;
}

/** Converts a row of `readRecords` to a ledger record. */
function toRow([key, etag, size, md5, mtime, rules, acl, aclSeenAt, seenAt]: Values): LedgerRow {
  const record: LedgerRecord = {
    etag: String(etag),
    size: Number(size),
    md5: String(md5 ?? etag),
    mtimeMs: Number(mtime),
    rules: String(rules),
    acl: acl as LedgerRecord['acl'],
    seenAt: Number(seenAt),
  };
  return { key: String(key), record: aclSeenAt === null ? record : { ...record, aclSeenAt: Number(aclSeenAt) } };
}
