import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DocumentStore } from '../../../src/core/ports/local.js';
import { documentChanges } from './documentChanges.js';

/** Several windows over one set of documents. */
export interface StoreFixture {
  window(owner: string): DocumentStore;
  stop(): Promise<void>;
}

/** What every implementation of the document store promises. */
export function describeDocumentStore(name: string, open: () => Promise<StoreFixture>): void {
  describe(`document store: ${name}`, () => {
    let fixture: StoreFixture;
    let first: DocumentStore;
    let second: DocumentStore;
    beforeEach(async () => {
      fixture = await open();
      first = fixture.window('first');
      second = fixture.window('second');
    });
    afterEach(() => fixture.stop());

    test('one window reads what another wrote', async () => {
      expect(await first.list()).toEqual([]);
      expect(await first.read('run')).toBeUndefined();
      await first.write('run', '{"a":1}');
      await second.write('run', '{"a":2}');
      expect(await first.read('run')).toBe('{"a":2}');
      expect(await first.list()).toEqual(['run']);
      await second.remove('run');
      await second.remove('run');
      expect(await first.list()).toEqual([]);
      expect(await first.read('run')).toBeUndefined();
    });

    test('any text is an id, and different ids are different documents', async () => {
      const ids = ['a', 'A', 'a.b', '../up', 'a/b', 'a\\b', 'a%2fb', '中', 'con', '.', ' ', '*.example.com', 'a:b'];
      for (const id of ids) await first.write(id, `text of ${id}`);
      for (const id of ids) expect(await second.read(id)).toBe(`text of ${id}`);
      expect([...(await second.list())].sort()).toEqual([...ids].sort());
    });

    test('a list holds the ids that begin with a prefix, taken as it is', async () => {
      const ids = ['1/a', '1/b', '12/c', '1%', '1_x', 'A', 'a', '中/1', '中/2', '😀a', '😀b'];
      for (const id of ids) await first.write(id, '{}');
      for (const prefix of ['', '1', '1/', '1%', '1_', 'a', 'A', '中/', '😀', '2', 'aa'])
        expect([...(await second.list(prefix))].sort()).toEqual(ids.filter((id) => id.startsWith(prefix)).sort());
    });

    test('an update changes the current content and returns the result', async () => {
      expect(await first.update('count', documentChanges.addOne)).toBe('1');
      expect(await second.update('count', documentChanges.addOne)).toBe('2');
      expect(await second.update('count', documentChanges.keep)).toBe('2');
      expect(await first.read('count')).toBe('2');
    });

    test('an update without a result leaves a document unchanged', async () => {
      expect(await first.update('count', documentChanges.leave)).toBeUndefined();
      expect(await first.list()).toEqual([]);
      await first.write('count', '7');
      expect(await second.update('count', documentChanges.leave)).toBeUndefined();
      expect(await first.read('count')).toBe('7');
    });

    test('a failed update rejects with its error and leaves the document unchanged', async () => {
      await first.write('count', '7');
      const [failed, other] = await Promise.allSettled([
        second.update('count', documentChanges.refuse),
        second.write('other', '1'),
      ]);
      expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'refused' } });
      expect(other.status).toBe('fulfilled');
      expect({ count: await first.read('count'), other: await first.read('other') }).toEqual({
        count: '7',
        other: '1',
      });
    });

    test('no update of two windows is lost', async () => {
      const add = (window: DocumentStore) =>
        Array.from({ length: 50 }, () => window.update('count', documentChanges.addOne));
      await Promise.all([...add(first), ...add(second)]);
      expect(await first.read('count')).toBe('100');
    });

    test('readers see whole documents while another writes', async () => {
      const texts = ['a', 'b'].map((char) => char.repeat(200_000));
      await first.write('big', texts[0]!);
      const writes = Array.from({ length: 20 }, (_, turn) => first.write('big', texts[turn % 2]!));
      for (let turn = 0; turn < 20; turn++) expect(texts).toContain(await second.read('big'));
      await Promise.all(writes);
      expect(await first.list()).toEqual(['big']);
    });

    test('one window at a time holds a lease, extends it and gives it back', async () => {
      expect(await first.lease('run', 60_000)).toBe(true);
      expect(await first.lease('run', 60_000)).toBe(true);
      expect(await second.lease('run', 60_000)).toBe(false);
      await second.release('run');
      expect(await second.lease('run', 60_000)).toBe(false);
      expect(await second.lease('other', 60_000)).toBe(true);
      await first.release('run');
      expect(await second.lease('run', 60_000)).toBe(true);
      expect(await first.lease('run', 60_000)).toBe(false);
      expect(await first.list()).toEqual([]);
    });

    test('an ended lease is taken by exactly one of many', async () => {
      expect(await first.lease('run', 0)).toBe(true);
      for (let round = 0; round < 5; round++) {
        const windows = Array.from({ length: 8 }, (_, index) => fixture.window(`taker ${round}.${index}`));
        const taken = await Promise.all(windows.map((window) => window.lease('run', 60_000)));
        expect(taken.filter(Boolean)).toHaveLength(1);
        await windows[taken.indexOf(true)]!.release('run');
      }
    });
  });
}
