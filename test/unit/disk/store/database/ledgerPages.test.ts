import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { LedgerWriter } from '../../../../../src/core/publishing/publishStore.js';
import { Connection } from '../../../../../src/disk/store/database/connection.js';
import { createLedgerTable } from '../../../../../src/disk/store/database/ledgerTable.js';
import { migrate } from '../../../../../src/disk/store/database/schema.js';
import { growthOf, mostGrowth } from '../../../../support/growth.js';

const bucket = { name: 'site', region: 'cn-hangzhou' };
const limit = 10;
const keyOf = (at: number) => `site/${String(at).padStart(6, '0')}`;

function createLedger(count: number): LedgerWriter {
  const connection = new Connection(new DatabaseSync(':memory:'), ':memory:');
  migrate(connection, () => undefined);
  const ledger = createLedgerTable(connection);
  const record = { etag: 'A', md5: 'A', size: 1, mtimeMs: 1, rules: '', acl: 'private', seenAt: 1 } as const;
  connection.begin();
  for (let at = 1; at <= count; at++) ledger.set(bucket, keyOf(at), record);
  connection.commit();
  return ledger;
}

test.each<[string, (ledger: LedgerWriter, after?: string) => string | undefined]>([
  [
    'to the end',
    (ledger, after) => ledger.list(bucket, 'site/', { limit, ...(after !== undefined && { after }) }).at(-1)?.key,
  ],
  [
    'each up to a key',
    (ledger, after = keyOf(0)) => {
      const upTo = keyOf(Number(after.slice('site/'.length)) + limit);
      return ledger.list(bucket, 'site/', { limit: 2 * limit, after, upTo }).at(-1)?.key;
    },
  ],
])('records are read page by page, %s, in linear time of their number', (_name, readNext) => {
  const readAll = (ledger: LedgerWriter) => {
    for (let after = readNext(ledger); after !== undefined; ) after = readNext(ledger, after);
  };
  expect(growthOf(createLedger, readAll, { largest: 10_000 })).toBeLessThanOrEqual(mostGrowth);
});
