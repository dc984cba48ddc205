import { expect, it } from 'vitest';
import { AppError } from '../../../../../src/core/errors.js';
import type { PublishStore } from '../../../../../src/core/publishing/publishStore.js';
import { rowsAtOnce } from '../../../../../src/core/publishing/queue/entryChanges.js';
import type { MemoryStore } from '../../../../support/memoryStore.js';
import { createEngineWorld, never } from '../engineWorld.js';

const minute = 60_000;
const of = { batch: 'run', explicit: true, via: '/css/' } as const;

/** Requests are written in parts; all but the first wait for `before`, which gets their numbers. */
function withSlowRequests(store: MemoryStore, before: (part: number) => Promise<void>): MemoryStore {
  let parts = 0;
  const write: PublishStore['write'] = async (work, options) => {
    if (options && parts++ > 0) await before(parts);
    return store.write(work, options);
  };
  const slow = { ...store, write };
  return { ...slow, opened: slow, open: async () => slow };
}

/** A run in the window, whose first request is to delete an object. */
async function startRun(before: (part: number, sleep: (ms: number) => Promise<void>) => Promise<void>) {
  const world = createEngineWorld();
  const { etag } = await world.put('css/old.css', 'old');
  const names = Array.from({ length: 2 * rowsAtOnce }, (_, at) => `css/f${at}.css`);
  for (const name of names) world.save(name, name);
  const sleep = (ms: number) => world.clock.sleep(ms, never);
  const store = withSlowRequests(world.shared.window('one'), (part) => before(part, sleep));
  const publisher = world.openWindow('one', world.cloud, store);
  const removal = world.publicationOf('css/old.css', { ...of, act: 'delete', approved: etag });
  publisher.enqueue([removal, ...names.map((name) => world.publicationOf(name, of))]).catch(() => undefined);
  const countStored = () => names.filter((name) => world.stored(name)).length;
  const look = () => ({ stored: countStored(), old: world.textOf('css/old.css'), refreshed: world.refreshed() });
  return { world, publisher, look, all: names.length };
}

it('a run is uploaded while the rest of it is being written, which its deletes and its directory refresh wait for', async () => {
  const { world, publisher, look, all } = await startRun((_part, sleep) => sleep(minute));
  await world.clock.advance(minute / 2);
  expect(look()).toEqual({ stored: rowsAtOnce - 1, old: 'old', refreshed: [] });
  expect(publisher.state).toEqual({ kind: 'uploading', count: all + 1 - (rowsAtOnce - 1) });
  await world.clock.advance(minute);
  expect(look()).toEqual({ stored: 2 * rowsAtOnce - 1, old: 'old', refreshed: [] });
  await world.clock.advance(5 * minute);
  expect(look()).toEqual({ stored: all, old: undefined, refreshed: ['/css/'] });
});

it('what the disk refuses of a run is waited for as well, and is written with the rest of the run later', async () => {
  const { world, look, all } = await startRun(async (part, sleep) => {
    if (part === 2) throw new AppError('storeRefused', { code: 'Full', subject: '/store' });
    // The first part is written again.
    if (part === 3) await sleep(minute);
  });
  await world.clock.advance(minute);
  expect(look()).toEqual({ stored: rowsAtOnce - 1, old: 'old', refreshed: [] });
  await world.clock.advance(10 * minute);
  expect(look()).toEqual({ stored: all, old: undefined, refreshed: ['/css/'] });
});
