import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EntryReader } from '../../../../../src/core/publishing/publishStore.js';
import type { Entry } from '../../../../../src/core/publishing/queueEntry.js';
import { Connection, configure } from '../../../../../src/disk/store/database/connection.js';
import { createEntryTable } from '../../../../../src/disk/store/database/entryTable.js';
import { migrate } from '../../../../../src/disk/store/database/schema.js';
import { claimOf, entryOf, putAll } from '../../../../contract/conformance/storeFixture.js';
import type { EntryFields } from '../../../../support/entries.js';
import { createSharedStore, type MemoryStore } from '../../../../support/memoryStore.js';

let shared: ReturnType<typeof createSharedStore>;
let store: MemoryStore;
beforeEach(() => {
  shared = createSharedStore();
  store = shared.window('one');
});

/** An entry of a mapping of its own. */
const entryIn = (folder: number, key: string, more: EntryFields = {}) =>
  entryOf(key, more, { root: `/w/${folder}`, workspaceRoot: `/w/${folder}` });
const find = (limit: number, unclaimed: boolean) =>
  store.read(({ entries }) => entries.list({ accountId: '1', limit, ...(unclaimed && { unclaimed }) }));
const keysOf = (entries: readonly Entry[]) => entries.map(({ publication }) => publication.key);

describe('the first of many entries', () => {
  it('the first of many entries are taken from each mapping in turn', async () => {
    const keys = Array.from({ length: 12 }, (_, at) => `f${at}`);
    await putAll(
      store,
      keys.map((key, at) => entryIn(at % 3, key)),
    );
    expect(keysOf(find(5, true))).toEqual(keys.slice(0, 5));
  });

  it('list started entries before later requests', async () => {
    const workers = ['two', '', 'one', 'two', '', 'one'];
    await putAll(
      store,
      workers.map((worker, at) => entryOf(`f${at}`, worker === '' ? {} : { claim: claimOf(worker) })),
    );
    expect(keysOf(find(3, false))).toEqual(['f0', 'f1', 'f2']);
  });

  it.each([
    ['in turn', (at: number) => at % 300],
    ['one after the other', (at: number) => Math.floor(at / 20)],
    ['most in one', (at: number) => Math.max(0, at - 5_700)],
  ])(
    'are found in equal shares by reading few more rows than their own, of mappings that were published %s',
    async (_name, folderOf) => {
      const all = Array.from({ length: 6_000 }, (_, at) => entryIn(folderOf(at), `f${at}`));
      await putAll(store, all);
      let rows = 0;
      const list = shared.connection.list.bind(shared.connection);
      shared.connection.list = (sql, ...values) => {
        const found = list(sql, ...values);
        rows += found.length;
        return found;
      };
      const found = store.read(({ entries }) => entries.find({ accountId: '1', limit: 250, unclaimed: true }));
      expect(found).toHaveLength(250);
      expect(rows).toBeLessThan(300 + 12 * 250);
      const sizes = new Map<number, number>();
      const ranks = all.map((_, at) => {
        const rank = sizes.get(folderOf(at)) ?? 0;
        sizes.set(folderOf(at), rank + 1);
        return { at, rank };
      });
      const first = ranks.sort((left, right) => left.rank - right.rank || left.at - right.at).slice(0, 250);
      const expected = first.map(({ at }) => at).sort((left, right) => left - right);
      expect(keysOf(store.read(({ entries }) => entries.read(found)))).toEqual(expected.map((at) => `f${at}`));
    },
  );
});

it('requests for existing entries rewrite only their versions, also after another window has written', async () => {
  const keys = ['a', 'b', 'c'];
  await putAll(
    store,
    keys.map((key) => entryOf(key)),
  );
  await shared.window('two').write((tx) => tx.setNote('n', '1'));
  const written: string[] = [];
  const run = shared.connection.run.bind(shared.connection);
  shared.connection.run = (sql, ...values) => {
    written.push(sql);
    return run(sql, ...values);
  };
  await store.write((tx) => {
    const present = tx.entries.getAll(
      '1',
      keys.map((key) => entryOf(key).publication.id),
    );
    tx.entries.putAll([...present.values()].map((entry) => ({ ...entry, version: 9 })));
  });
  expect(written).toEqual(Array(3).fill(expect.stringMatching(/^UPDATE entry SET version=/)));
});

it.each([
  ['listed', (entries: EntryReader) => entries.list({ accountId: '1' })],
  ['read by their ids', (entries: EntryReader) => [...entries.getAll('1', [entryOf('a').publication.id]).values()]],
])('entries that another window changes just after they were %s are read again', (_name, readAll) => {
  const folder = mkdtempSync(join(tmpdir(), 'oss-cdn-entries-'));
  const file = join(folder, 'entries.sqlite');
  const [here, there] = [new Connection(new DatabaseSync(file), file), new Connection(new DatabaseSync(file), file)];
  try {
    configure(here, true);
    migrate(here, () => undefined);
    const entries = createEntryTable(here);
    here.begin();
    entries.put(entryOf('a'));
    here.commit();
    const list = here.list.bind(here);
    here.list = (sql, ...values) => {
      const rows = list(sql, ...values);
      if (sql.includes(' request r ')) there.run('UPDATE entry SET version = 9');
      return rows;
    };
    expect(readAll(entries).map(({ version }) => version)).toEqual([1]);
    here.list = list;
    expect(entries.get('1', entryOf('a').publication.id)?.version).toBe(9);
  } finally {
    here.close();
    there.close();
    rmSync(folder, { recursive: true });
  }
});

it('the tally is read again only after a change, of this window or another', async () => {
  const tallyOf = (one: MemoryStore) => one.read(({ entries }) => entries.tally('1'));
  const other = shared.window('two');
  await putAll(store, [entryOf('a')]);
  const first = tallyOf(store);
  expect(tallyOf(store)).toBe(first);
  await putAll(other, [entryOf('b')]);
  expect(tallyOf(store)).toMatchObject([{ count: 2 }]);
  await store
    .write(({ entries }) => {
      entries.remove('1', entryOf('a').publication.id);
      expect(entries.tally('1')).toMatchObject([{ count: 1 }]);
      throw new Error('Rolled back');
    })
    .catch(() => undefined);
  expect(tallyOf(store)).toMatchObject([{ count: 2 }]);
  await store.write(({ entries }) => entries.remove('1', entryOf('a').publication.id));
  expect(tallyOf(store)).toMatchObject([{ count: 1 }]);
});
