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
  createLedgerTable(connection, new Map()).begin(bucket, 100, 100);
  const recorded = new Map<string, number>();
  const ledger = createLedgerTable(connection, recorded);
  ledger.begin(bucket, 200, 200);
  expect([...recorded]).toEqual([[id, 100]]);
  connection.run('DELETE FROM bucket');
  expect(ledger.since(bucket)).toBe(100);
});

test('a bucket with forgotten objects keeps the start of its records', () => {
  const recorded = new Map<string, number>();
  const ledger = createLedgerTable(connection, recorded);
  ledger.begin(bucket, 100, 100);
  ledger.prune(150);
  ledger.begin(bucket, 90_000_000, 90_000_000);
  expect({ since: ledger.since(bucket), recorded: [...recorded] }).toEqual({ since: 100, recorded: [[id, 100]] });
});

test('a bucket that is in doubt stays so where its row is lost', () => {
  const recorded = new Map<string, number>();
  const ledger = createLedgerTable(connection, recorded);
  ledger.begin(bucket, 100, 100);
  ledger.doubt(bucket, 200);
  connection.run('DELETE FROM bucket');
  expect({ since: ledger.since(bucket), recorded: [...recorded] }).toEqual({ since: 0, recorded: [[id, 0]] });
});
