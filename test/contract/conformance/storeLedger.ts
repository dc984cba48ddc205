import { describe, expect, test } from 'vitest';
import type { PublishStore } from '../../../src/core/publishing/publishStore.js';
import { bucket, type PublishStoreFixture, recordOf } from './storeFixture.js';

const elsewhere = { ...bucket, region: 'cn-beijing' };
const dayMs = 24 * 3_600_000;

/** Every key under a prefix, read in pages of this size. */
function readPages(store: PublishStore, prefix: string, limit: number): readonly string[] {
  const keys: string[] = [];
  for (;;) {
    const after = keys.at(-1);
    const page = store.read(({ ledger }) =>
      ledger.list(bucket, prefix, { ...(after !== undefined && { after }), limit }),
    );
    expect(page.length).toBeLessThanOrEqual(limit);
    if (page.length === 0) return keys;
    for (const { key } of page) keys.push(key);
  }
}

/** The records of objects. */
export function testLedger(use: () => PublishStoreFixture): void {
  describe('ledger', () => {
    test.each([
      ['a plain record', recordOf('A')],
      ['one of an object in parts', recordOf('A-2', { md5: 'M', rules: 'cache-control:no-cache\nx:y' })],
      ['one whose ACL was seen', recordOf('A', { acl: 'public-read', aclSeenAt: 9, mtimeMs: 0 })],
    ])('%s is read in another window as set', async (_name, record) => {
      const { first, second } = use();
      await first.write(({ ledger }) => ledger.set(bucket, 'a', recordOf('B', { aclSeenAt: 1 })));
      await first.write(({ ledger }) => ledger.set(bucket, 'a', record));
      expect(await second.tx.ledger.get(bucket, 'a')).toEqual(record);
      expect(await second.tx.ledger.list(bucket, '', { limit: 9 })).toEqual([{ key: 'a', record }]);
    });

    test('buckets of the same name in two regions have separate records', async () => {
      const { first, second } = use();
      await first.write(({ ledger }) => ledger.set(bucket, 'a', recordOf('A')));
      await second.tx.ledger.set(elsewhere, 'a', recordOf('B'));
      await second.tx.ledger.set(bucket, 'b', recordOf('C'));
      await second.tx.ledger.set(bucket, 'b', undefined);
      const read = first.read(({ ledger }) => [
        ledger.get(bucket, 'a')?.etag,
        ledger.get(elsewhere, 'a')?.etag,
        ledger.get(bucket, 'b'),
        ledger.get({ ...bucket, name: 'other' }, 'a'),
      ]);
      expect(read).toEqual(['A', 'B', undefined, undefined]);
    });

    test('a list has the keys with a prefix in order, page by page', async () => {
      const { first } = use();
      const keys = ['a', 'a%', 'a%b', 'a_b', 'ab', 'A', "a'b", 'a/b', 'a/b/c', 'é', '中文/é', '中', '😀', '\uffffx'];
      await first.write(({ ledger }) => {
        for (const key of keys) ledger.set(bucket, key, recordOf(key));
        ledger.set(elsewhere, 'a/elsewhere', recordOf('E'));
      });
      for (const prefix of ['', 'a', 'a%', 'a_', 'a/', 'a/b', '中', '😀', '\uffff', 'z']) {
        const wanted = keys.filter((key) => key.startsWith(prefix));
        const sorted = wanted.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
        for (const limit of [1, 3, 100]) expect(readPages(first, prefix, limit), `${prefix} ${limit}`).toEqual(sorted);
      }
    });

    test('the objects of a long unused bucket are removed', async () => {
      const { first, second } = use();
      await first.write(({ ledger }) => {
        for (const of of [bucket, elsewhere]) {
          ledger.use(of, 100);
          ledger.set(of, 'a', recordOf('A'));
        }
      });
      await second.tx.ledger.use(elsewhere, 100 + 2 * dayMs);
      await second.tx.ledger.prune(100 + dayMs);
      const read = first.read(({ ledger }) => [bucket, elsewhere].map((of) => ledger.get(of, 'a')?.etag));
      expect(read).toEqual([undefined, 'A']);
    });

    test('nothing is left after the ledger is cleared', async () => {
      const { first, second } = use();
      await first.write(({ ledger }) => ledger.set(bucket, 'a', recordOf('A')));
      await second.tx.ledger.clear();
      const read = first.read(({ ledger }) => [ledger.get(bucket, 'a'), ...ledger.list(bucket, '', { limit: 9 })]);
      expect(read).toEqual([undefined]);
    });
  });
}
