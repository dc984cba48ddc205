import { beforeEach, describe, expect, it } from 'vitest';
import { Queue } from '../../../../src/core/publishing/queue.js';
import { parseChanges, parseEntries, parseIntake } from '../../../../src/core/publishing/queueText.js';
import { createSharedDocuments } from '../../../support/memoryStore.js';
import { createVirtualClock, type VirtualClock } from '../../../support/virtualClock.js';
import { createEngineWorld } from './engineWorld.js';

const { publicationOf } = createEngineWorld();
let clock: VirtualClock;
let shared: ReturnType<typeof createSharedDocuments>;
let writes: number;

beforeEach(() => {
  clock = createVirtualClock();
  shared = createSharedDocuments(clock);
  writes = 0;
});

function openQueue(owner: string): Queue {
  const store = shared.window(owner);
  const counted = {
    ...store,
    write: (id: string, text: string) => {
      writes++;
      return store.write(id, text);
    },
  };
  return new Queue({ store: counted, clock, accountId: '1', random: () => 0.5 });
}

const wishOf = (name: string) => ({ publications: [publicationOf(name)], held: false, at: 1 });
const keysOf = (queue: Queue) => queue.list().map(({ publication }) => publication.key);

describe('Queue', () => {
  it.each([[3], [256], [257], [700]])(
    'of %i entries is the same in the next window, whatever changed last',
    async (count) => {
      const one = openQueue('one');
      await one.take();
      for (let at = 0; at < count; at++) one.add(wishOf(`f${at}`));
      one.patch(publicationOf('f2').id, (entry) => ({ ...entry, owesRefresh: true, sent: { size: 1, etag: 'A' } }));
      await one.persist();
      one.remove(publicationOf('f0').id);
      one.patch(publicationOf('f1').id, (entry) => ({ ...entry, stage: 'failed' }));
      await one.persist();
      one.add(wishOf('last'));
      await one.persist();
      await one.release();
      const two = openQueue('two');
      expect(await two.take()).toBe(true);
      const expected = Array.from({ length: count - 1 }, (_, at) => `f${at + 1}`);
      expect(keysOf(two)).toEqual([...expected, 'last']);
      expect(two.list()).toEqual(one.list());
    },
  );

  it('writes once for many who ask at the same time, and nothing when nothing changed', async () => {
    const queue = openQueue('one');
    await queue.take();
    const asked = Array.from({ length: 50 }, (_, at) => {
      queue.add(wishOf(`f${at}`));
      return queue.persist();
    });
    await Promise.all(asked);
    await queue.persist();
    expect(writes).toBe(1);
  });

  it('writes nothing after the lease has run out, and reads anew once it has it again', async () => {
    const one = openQueue('one');
    await one.take();
    one.add(wishOf('a'));
    await one.persist();
    await clock.advance(61_000);
    const two = openQueue('two');
    await two.take();
    two.remove(publicationOf('a').id);
    two.add(wishOf('b'));
    await two.persist();
    one.add(wishOf('c'));
    await expect(one.persist()).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await one.take()).toBe(false);
    await two.release();
    expect([await one.take(), keysOf(one)]).toEqual([true, ['b']]);
  });

  it('takes in what others have left, the earlier first, and keeps a later wish that was heard before', async () => {
    const one = openQueue('one');
    await one.take();
    const two = openQueue('two');
    await two.leave({ publications: [publicationOf('a', { act: 'delete' })], held: false, at: 5 });
    await two.leave({ publications: [publicationOf('b')], held: true, at: 6 });
    one.add({ publications: [publicationOf('a')], held: false, at: 9 });
    await one.collect();
    const entries = one.list().map(({ publication, stage, at }) => [publication.key, stage, at, publication.act]);
    expect(entries).toEqual([
      ['a', 'send', 9, undefined],
      ['b', 'held', 6, undefined],
    ]);
    expect([...shared.documents.keys()].filter((id) => id.startsWith('intake'))).toEqual([]);
  });
});

it('a wish that is heard late brings no older rules than those of the newest', async () => {
  const rules = (maxAge: number) => ({ headers: { 'cache-control': `max-age=${maxAge}` } });
  const one = openQueue('one');
  await clock.advance(20);
  await one.take();
  one.add({ publications: [publicationOf('a', rules(2))], held: false, at: 9 });
  one.patch(publicationOf('a').id, (entry) => ({ ...entry, stage: 'refresh', owesRefresh: true }));
  await openQueue('two').leave({ publications: [publicationOf('a', rules(1))], held: false, at: 5 });
  await one.collect();
  expect(one.list()).toMatchObject([{ stage: 'send', at: 9, owesRefresh: true, publication: rules(2) }]);
});

it('a wish after the clock was set back brings its own rules', async () => {
  const rules = (maxAge: number) => ({ headers: { 'cache-control': `max-age=${maxAge}` } });
  const one = openQueue('one');
  await one.take();
  one.add({ publications: [publicationOf('a', rules(2))], held: false, at: clock.now() + 60_000 });
  one.patch(publicationOf('a').id, (entry) => ({ ...entry, stage: 'refresh' }));
  one.add({ publications: [publicationOf('a', rules(1))], held: false, at: clock.now() });
  expect(one.list()).toMatchObject([{ stage: 'send', publication: rules(1) }]);
});

describe('a disk that fails once', () => {
  it('forgets nothing that was removed while the whole was to be written', async () => {
    const store = shared.window('one');
    let failing = false;
    const write: typeof store.write = async (id, text) => {
      if (failing) throw new Error('disk full');
      return store.write(id, text);
    };
    const one = new Queue({ store: { ...store, write }, clock, accountId: '1', random: () => 0.5 });
    await one.take();
    for (let at = 0; at < 300; at++) one.add(wishOf(`f${at}`));
    await one.persist();
    for (let at = 10; at < 300; at++) one.remove(publicationOf(`f${at}`).id);
    failing = true;
    await expect(one.persist()).rejects.toThrow('disk full');
    failing = false;
    await one.persist();
    await one.release();
    const two = openQueue('two');
    await two.take();
    expect(keysOf(two)).toEqual(keysOf(one));
  });
});

it('a look for work on disk leaves alone what is here', async () => {
  const queue = openQueue('one');
  const asked = queue.hasWork();
  await queue.take();
  queue.add(wishOf('a'));
  expect([await asked, keysOf(queue)]).toEqual([false, ['a']]);
  const looked = queue.hasWork();
  queue.add(wishOf('b'));
  await looked;
  expect(keysOf(queue)).toEqual(['a', 'b']);
});

it('a look at the queue always shows a wish that is left beside it, while it is taken in', async () => {
  const [one, two] = [openQueue('one'), openQueue('two')];
  await one.take();
  await two.leave(wishOf('a'));
  const store = shared.window('watcher');
  const read: typeof store.read = async (id) => {
    const text = await store.read(id);
    if (id.startsWith('changes-')) await one.collect();
    return text;
  };
  const watcher = new Queue({ store: { ...store, read }, clock, accountId: '1', random: () => 0.5 });
  await watcher.look();
  expect([keysOf(watcher), keysOf(one)]).toEqual([['a'], ['a']]);
});

describe('damaged documents', () => {
  it.each([[undefined], ['{'], ['[]'], ['null'], ['{"entries": [{}], "changed": [1], "publications": [{"id": 1}]}']])(
    'are empty ones: %s',
    (text) => {
      expect(parseEntries(text).entries).toEqual([]);
      expect(parseChanges(text)).toMatchObject({ changed: [], removed: [] });
      expect(parseIntake(text)).toBeUndefined();
    },
  );
});
