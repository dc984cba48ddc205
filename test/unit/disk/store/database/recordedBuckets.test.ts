import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import { Connection } from '../../../../../src/disk/store/database/connection.js';
import { createLedgerTable } from '../../../../../src/disk/store/database/ledgerTable.js';
import { migrate } from '../../../../../src/disk/store/database/schema.js';

const bucket = { name: 'site', region: 'cn-hangzhou' };
const id = 'cn-hangzhou/site';
let connection: Connection;
beforeEach(() => {
  connection = new Connection(new DatabaseSync(':memory:'), ':memory:');
  migrate(connection, () => undefined);
});

test('a bucket that another window has begun is recorded since then, not since this window came', () => {
  createLedgerTable(connection, new Map()).begin(bucket, 100);
  const recorded = new Map<string, number>();
  const ledger = createLedgerTable(connection, recorded);
  ledger.begin(bucket, 200);
  expect([...recorded]).toEqual([[id, 100]]);
  connection.run('DELETE FROM bucket');
  expect(ledger.since(bucket)).toBe(100);
});

test('a bucket that was forgotten is recorded since it was begun again', () => {
  const recorded = new Map<string, number>();
  const ledger = createLedgerTable(connection, recorded);
  ledger.begin(bucket, 100);
  ledger.prune(150);
  expect(ledger.since(bucket)).toBeUndefined();
  ledger.begin(bucket, 90_000_000);
  expect([...recorded]).toEqual([[id, 90_000_000]]);
});
