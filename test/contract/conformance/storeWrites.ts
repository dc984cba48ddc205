import { describe, expect, test } from 'vitest';
import type { StoreReader } from '../../../src/core/publishing/publishStore.js';
import { retryAt } from '../../support/entries.js';
import { bucket, claimOf, entryOf, type PublishStoreFixture, recordOf } from './storeFixture.js';
import { count } from './storeWindow.js';

const each = 40;

/** What a transaction promises. */
export function testWrites(use: () => PublishStoreFixture): void {
  describe('writes', () => {
    test('the write resolves with the result of the work', async () => {
      expect(await use().first.write(() => 'answer')).toBe('answer');
    });

    test('work sees its own writes', async () => {
      const { first } = use();
      const seen = await first.write((tx) => {
        tx.entries.put(entryOf('a', { retry: retryAt(5) }));
        tx.ledger.set(bucket, 'a', recordOf('A'));
        tx.setNote('n', 'x');
        const count = tx.entries.tally('1')[0]?.count;
        const due = tx.entries.nextDue('1', ['send'], 0);
        return { count, due, etag: tx.ledger.get(bucket, 'a')?.etag, note: tx.note('n') };
      });
      expect(seen).toEqual({ count: 1, due: 5, etag: 'A', note: 'x' });
    });

    test('work that throws leaves nothing behind', async () => {
      const { first, second } = use();
      await first.write((tx) => {
        tx.entries.put(entryOf('old', { claim: claimOf('w') }));
        tx.ledger.set(bucket, 'old', recordOf('A'));
        tx.completions.add('r', { publication: entryOf('old').publication, as: 'fresh', version: 1, at: 1 });
      });
      const failing = first.write((tx) => {
        tx.entries.put(entryOf('new', {}, { accountId: 'new', batch: 'new' }));
        tx.entries.remove('1', entryOf('old').publication.id);
        tx.entries.release('w', 9);
        tx.ledger.set(bucket, 'new', recordOf('B'));
        tx.ledger.clear();
        tx.workers.extend(5);
        tx.completions.remove('r', 1_000);
        tx.setNote('n', 'x');
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect((await second.tx.entries.list({ accountId: '1', limit: 9 })).map(({ claim }) => claim)).toEqual([
        claimOf('w'),
      ]);
      expect(await second.tx.entries.tally('new')).toEqual([]);
      expect(await second.tx.ledger.list(bucket, '', { limit: 9 })).toEqual([{ key: 'old', record: recordOf('A') }]);
      expect(await second.tx.workers.list()).toEqual([]);
      expect(await second.tx.completions.list('r', 9)).toHaveLength(1);
      expect(await second.tx.note('n')).toBeUndefined();
    });

    test('work that violates a constraint is refused in every run, with everything in its transaction', async () => {
      const { first } = use();
      const failing = first.write((tx) => {
        tx.entries.put(entryOf('a'));
        // As new, though it is there.
        tx.entries.putAll([entryOf('a')]);
      });
      const beside = first.write((tx) => tx.setNote('n', 'x'));
      await expect(failing).rejects.toMatchObject({ kind: 'storeRefused' });
      await beside;
      const left = first.read(({ entries, note }) => ({ tally: entries.tally('1'), note: note('n') }));
      expect(left).toEqual({ tally: [], note: 'x' });
    });

    test('data of failed work can be written again', async () => {
      const { first } = use();
      const entry = entryOf('new', {}, { accountId: 'new', batch: 'new' });
      const failing = first.write((tx) => {
        tx.entries.put(entry);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      await first.write((tx) => tx.entries.put(entry));
      expect(first.read(({ entries }) => entries.list({ accountId: 'new', batch: 'new', limit: 9 }))).toHaveLength(1);
    });

    test('an entry changed by failed work, or by another window, is read as stored', async () => {
      const { first, second } = use();
      const { accountId, id } = entryOf('a').publication;
      const read = () => {
        const versionIn = (tx: StoreReader) => tx.entries.get(accountId, id)?.version;
        return first.write((tx) => ({ inside: versionIn(tx), outside: first.read(versionIn) }));
      };
      await first.write((tx) => tx.entries.put(entryOf('a', { version: 1 })));
      const failing = first.write((tx) => {
        tx.entries.put(entryOf('a', { version: 2 }));
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await read()).toEqual({ inside: 1, outside: 1 });
      await second.tx.entries.put(entryOf('a', { version: 3 }));
      expect(first.read(({ entries }) => entries.peek(accountId, id)?.version)).toBe(3);
      expect(await read()).toEqual({ inside: 3, outside: 3 });
      await second.tx.entries.remove(accountId, id);
      expect(first.read(({ entries }) => entries.peek(accountId, id))).toBeUndefined();
    });

    test('work that throws does not affect simultaneous writes', async () => {
      const { first, second } = use();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 9 }, (_, at) =>
          first.write((tx) => {
            tx.entries.put(entryOf(`${at}`));
            if (at % 3 === 1) throw new Error('changed my mind');
          }),
        ),
      );
      expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(outcomes.map((_, at) => at % 3 !== 1));
      const left = await second.tx.entries.list({ accountId: '1', limit: 9 });
      expect(left.map(({ publication }) => publication.key)).toEqual(['0', '2', '3', '5', '6', '8']);
    });

    test('writes of one window run in order', async () => {
      const { first } = use();
      const done: number[] = [];
      await Promise.all(
        Array.from({ length: 50 }, async (_, at) => {
          await first.write((tx) => tx.setNote('n', `${tx.note('n') ?? ''} ${at}`));
          done.push(at);
        }),
      );
      expect(done).toEqual(Array.from({ length: 50 }, (_, at) => at));
      expect(first.read((tx) => tx.note('n'))).toBe(done.map((at) => ` ${at}`).join(''));
    });

    test('counters of two simultaneous windows lose nothing', async () => {
      const { first, second } = use();
      const mine = Array.from({ length: each }, (_, at) =>
        at % 2 === 0
          ? count(first, 'n')
          : first.write((tx) => tx.entries.put(entryOf(`${at}`)), { durable: at % 3 === 0 }),
      );
      await Promise.all([...mine, second.count('n', each), second.count('n', each)]);
      expect(first.read((tx) => tx.note('n'))).toBe(String(each / 2 + 2 * each));
      const [row] = await second.tx.entries.tally('1');
      expect(row?.count).toBe(each / 2);
    });

    test('a durable write is visible when it resolves, like any other', async () => {
      const { first, second } = use();
      for (const durable of [true, false, true]) {
        await first.write((tx) => tx.setNote('n', `${durable}`), { durable });
        expect(await second.tx.note('n')).toBe(`${durable}`);
      }
    });

    test('a crashed window leaves its finished writes', async () => {
      const { first, second, endSecond } = use();
      await second.tx.entries.put(entryOf('a', { claim: claimOf(second.windowId) }));
      await endSecond();
      await first.write((tx) => tx.setNote('n', 'x'));
      expect(first.read(({ entries }) => entries.list({ accountId: '1', limit: 9 }))).toHaveLength(1);
    });
  });
}
