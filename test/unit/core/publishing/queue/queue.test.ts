import { beforeEach, describe, expect, it } from 'vitest';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import type { WriteOptions } from '../../../../../src/core/publishing/publishStore.js';
import { rowsAtOnce, versionOf } from '../../../../../src/core/publishing/queue/entryChanges.js';
import { Queue } from '../../../../../src/core/publishing/queue/queue.js';
import type { Entry } from '../../../../../src/core/publishing/queueEntry.js';
import { atStage, retryAt } from '../../../../support/entries.js';
import { createSharedStore, type MemoryStore } from '../../../../support/memoryStore.js';
import { createVirtualClock, type VirtualClock } from '../../../../support/virtualClock.js';
import { createEngineWorld } from '../engineWorld.js';

const { publicationOf } = createEngineWorld();
let clock: VirtualClock;
let shared: ReturnType<typeof createSharedStore>;
let writes: (WriteOptions | undefined)[];

beforeEach(() => {
  clock = createVirtualClock();
  shared = createSharedStore(clock);
  writes = [];
});

function openQueue(owner: string, store: MemoryStore = shared.window(owner)): Queue {
  const write: MemoryStore['write'] = (work, options) => {
    writes.push(options);
    return store.write(work, options);
  };
  return new Queue({ ...store, write }, clock, '1');
}

const all = { limit: 1_000 };
const namesOf = (count: number) => Array.from({ length: count }, (_, at) => `f${at}`);
const keysOf = (entries: readonly Entry[]) => entries.map(({ publication }) => publication.key);
const idOf = (name: string) => publicationOf(name).id;

function accept(queue: Queue, names: readonly string[], at = 1, more: Partial<Publication> = {}): Promise<void> {
  return queue.accept({ publications: names.map((name) => publicationOf(name, more)), held: false, at });
}

async function adoptedBy(queue: Queue, then: (page: readonly Entry[]) => Promise<void> = async () => undefined) {
  const pages: (readonly Entry[])[] = [];
  await queue.adopt({}, (page) => {
    pages.push(page);
    return then(page);
  });
  return pages;
}

describe('Queue', () => {
  it.each([[3], [rowsAtOnce], [rowsAtOnce + 1], [3 * rowsAtOnce]])(
    'a queue of %i entries is the same in another window',
    async (count) => {
      const one = openQueue('one');
      await accept(one, namesOf(count));
      const sent = { owesRefresh: true, sent: { size: 1, etag: 'A' } };
      await one.change(idOf('f2'), (entry) => ({ ...entry, ...sent }));
      await one.change(idOf('f0'), () => undefined);
      await one.change(idOf('f1'), (entry) => atStage(entry, 'failed'));
      await accept(one, ['last']);
      const two = openQueue('two');
      expect(keysOf(two.list(all))).toEqual([...namesOf(count).slice(1), 'last']);
      expect(two.list(all)).toEqual(one.list(all));
      expect(two.list(all).find(({ publication }) => publication.key === 'f2')).toMatchObject(sent);
      expect({ f1: two.peek(idOf('f1'))?.stage, f0: two.peek(idOf('f0')) }).toEqual({ f1: 'failed', f0: undefined });
    },
  );

  it('adopts entries page by page, each once, in the order of their first requests', async () => {
    const queue = openQueue('one');
    const names = namesOf(2 * rowsAtOnce + 10);
    await accept(queue, names);
    await accept(queue, ['f0', `f${rowsAtOnce + 1}`]);
    const pages = await adoptedBy(openQueue('two'));
    expect(pages.map(({ length }) => length)).toEqual([rowsAtOnce, rowsAtOnce, 10]);
    expect(keysOf(pages.flat())).toEqual(names);
    expect(new Set(queue.list(all).map(({ requester }) => requester))).toEqual(new Set(['two']));
  });

  it('adopts the next page whole when entries of an earlier page are removed meanwhile', async () => {
    const queue = openQueue('one');
    await accept(queue, namesOf(300));
    const pages = await adoptedBy(queue, (page) => queue.finish(page.map(versionOf), 'fresh'));
    expect({ adopted: keysOf(pages.flat()), entries: queue.list(all) }).toEqual({ adopted: namesOf(300), entries: [] });
  });

  it('accepts many requests in groups, all durable after the last group', async () => {
    await accept(openQueue('one'), namesOf(3 * rowsAtOnce));
    expect(writes).toEqual([{ durable: false }, { durable: false }, { durable: true }]);
  });

  it('merges requests for one object that come together in their order', async () => {
    const [together, apart] = [createSharedStore(clock), createSharedStore(clock)];
    const before = [publicationOf('c'), publicationOf('d', { act: 'delete' })];
    const publications = [
      publicationOf('d'),
      publicationOf('a', { batch: 'run', approved: 'A' }),
      publicationOf('b'),
      publicationOf('a', { act: 'delete' }),
      publicationOf('a', { act: 'refresh' }),
      publicationOf('c', { act: 'refresh' }),
    ];
    const [atOnce, oneByOne] = [openQueue('one', together.window('one')), openQueue('one', apart.window('one'))];
    for (const queue of [atOnce, oneByOne]) await queue.accept({ publications: before, held: false, at: 1 });
    await atOnce.accept({ publications, held: false, at: 1 });
    for (const publication of publications) await oneByOne.accept({ publications: [publication], held: false, at: 1 });
    const withoutNumbers = (queue: Queue) => queue.list(all).map(({ seq: _seq, version: _version, ...rest }) => rest);
    expect(withoutNumbers(atOnce)).toEqual(withoutNumbers(oneByOne));
    expect(keysOf(atOnce.list(all))).toEqual(['c', 'd', 'a', 'b']);
  });

  it('has none of the entries of a transaction that is refused', async () => {
    let isFull = true;
    const store = shared.window('one');
    const write: MemoryStore['write'] = (work) =>
      store.write((tx) => {
        const putAll: typeof tx.entries.putAll = (entries) => {
          tx.entries.putAll(isFull ? entries.slice(0, 2) : entries);
          if (isFull) throw new Error('disk full');
        };
        return work({ ...tx, entries: { ...tx.entries, putAll } });
      });
    const queue = openQueue('one', { ...store, write });
    await expect(accept(queue, ['a', 'b', 'c'])).rejects.toThrow('disk full');
    expect(queue.list(all)).toEqual([]);
    isFull = false;
    await accept(queue, ['a', 'b', 'c']);
    expect(keysOf(queue.list(all))).toEqual(['a', 'b', 'c']);
  });

  it('has no entries of another account', async () => {
    await accept(openQueue('one'), ['a']);
    const other = new Queue(shared.window('two'), clock, '2');
    expect({ list: other.list(all), has: other.has({}), tally: other.tally(), peek: other.peek(idOf('a')) }).toEqual({
      list: [],
      has: false,
      tally: [],
      peek: undefined,
    });
  });

  it('a queue counts its entries by stage', async () => {
    const queue = openQueue('one');
    await accept(queue, ['a', 'b', 'c']);
    await queue.change(idOf('a'), (entry) => atStage(entry, 'failed'));
    const counts = () => queue.tally().map(({ stage, count }) => ({ stage, count }));
    expect(counts().sort((a, b) => a.count - b.count)).toEqual([
      { stage: 'failed', count: 1 },
      { stage: 'send', count: 2 },
    ]);
    await queue.change(idOf('a'), () => undefined);
    expect(counts()).toEqual([{ stage: 'send', count: 2 }]);
  });

  it('knows when the next retry is due, failed entries left out', async () => {
    const queue = openQueue('one');
    await accept(queue, ['a', 'b', 'c', 'd']);
    const times = { a: 50, b: 300, c: 200 };
    for (const [name, time] of Object.entries(times))
      await queue.change(idOf(name), (entry) => atStage(entry, 'send', { retry: retryAt(time) }));
    await queue.change(idOf('d'), (entry) => atStage(entry, 'failed'));
    expect([queue.nextDue(100), queue.nextDue(200), queue.nextDue(300)]).toEqual([200, 300, undefined]);
  });
});

describe('requests for the same object', () => {
  const rules = (maxAge: number) => ({ headers: { 'cache-control': `max-age=${maxAge}` } });

  it('requests of two windows for the same object are one entry, in which the later one stands whichever is written first', async () => {
    const [one, two] = [openQueue('one'), openQueue('two')];
    await accept(one, ['a'], 9);
    await accept(two, ['a'], 5, { act: 'delete' });
    await two.accept({ publications: [publicationOf('b')], held: true, at: 6 });
    const entries = one.list(all).map(({ publication, stage, at, mayDelete }) => {
      const { key, act } = publication;
      return { key, stage, at, act, mayDelete };
    });
    expect(entries).toEqual([
      { key: 'a', stage: 'send', at: 9, act: undefined, mayDelete: true },
      { key: 'b', stage: 'held', at: 6, act: undefined, mayDelete: undefined },
    ]);
  });

  it('have the rules of the later one when the earlier one is written late', async () => {
    await clock.advance(20);
    const [one, two] = [openQueue('one'), openQueue('two')];
    await accept(one, ['a'], 9, rules(2));
    await one.change(idOf('a'), (entry) => atStage(entry, 'refresh', { owesRefresh: true }));
    await accept(two, ['a'], 5, rules(1));
    expect(one.list(all)).toMatchObject([{ stage: 'send', at: 9, owesRefresh: true, publication: rules(2) }]);
  });

  it('have the rules of the one that was made after the clock was set back', async () => {
    const queue = openQueue('one');
    await accept(queue, ['a'], clock.now() + 60_000, rules(2));
    await queue.change(idOf('a'), (entry) => atStage(entry, 'refresh'));
    await accept(queue, ['a'], clock.now(), rules(1));
    expect(queue.list(all)).toMatchObject([{ stage: 'send', publication: rules(1) }]);
  });

  it('give each a version of its own, greater than every one before, whatever was removed', async () => {
    const [one, two] = [openQueue('one'), openQueue('two')];
    const versions: number[] = [];
    for (const queue of [one, two, one]) {
      await accept(queue, ['a']);
      versions.push(queue.peek(idOf('a'))?.version ?? 0);
      await queue.change(idOf('a'), () => undefined);
    }
    expect(versions).toEqual([...new Set(versions)].sort((left, right) => left - right));
  });
});

describe('a change of many entries', () => {
  it('is made in groups, and only of those that are still of the given version', async () => {
    const queue = openQueue('one');
    const names = namesOf(2 * rowsAtOnce + 10);
    await accept(queue, names);
    const versions = queue.list(all).map(versionOf);
    await accept(queue, ['f1']);
    await queue.change(idOf('f2'), () => undefined);
    writes = [];
    await queue.changeAll(versions, (entry) => atStage(entry, 'task', { taskIds: ['1'] }));
    expect(writes).toHaveLength(3);
    expect(keysOf(queue.list({ ...all, stages: ['send'] }))).toEqual(['f1']);
    expect(queue.list({ ...all, stages: ['task'] })).toHaveLength(names.length - 2);
  });

  it('does nothing for an entry that was removed', async () => {
    const queue = openQueue('one');
    await queue.change(idOf('a'), (entry) => atStage(entry, 'failed'));
    expect(queue.list(all)).toEqual([]);
  });

  it('writes the ledger in the same transaction', async () => {
    const queue = openQueue('one');
    await accept(queue, ['a']);
    const { bucket, key } = publicationOf('a');
    const record = { etag: 'E', size: 1, md5: 'E', mtimeMs: 1, rules: '', acl: 'default', seenAt: 1 } as const;
    const failing = queue.change(idOf('a'), (_entry, tx) => {
      tx.ledger.set(bucket, key, record);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const known = () => shared.window('two').read(({ ledger }) => ledger.get(bucket, key));
    expect({ known: known(), entries: queue.list(all).length }).toEqual({ known: undefined, entries: 1 });
    await queue.change(idOf('a'), (_entry, tx) => void tx.ledger.set(bucket, key, record));
    expect({ known: known(), entries: queue.list(all) }).toEqual({ known: record, entries: [] });
  });
});
