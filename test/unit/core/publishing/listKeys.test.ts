import { expect, it } from 'vitest';
import { type EntryFields, entryFor } from '../../../support/entries.js';
import { bucket, createEngineWorld } from './engineWorld.js';

it.each<[string, EntryFields, boolean]>([
  ['is on its way', { stage: 'send' }, true],
  ['is in conflict with that of another author', { stage: 'conflict' }, true],
  ['is there and refreshed', { stage: 'task', object: 'present' }, true],
  ['is there but could not be refreshed', { stage: 'failed' }, true],
  ['could not be sent and may be sent again', { stage: 'failed', unsent: true }, true],
  ['is held', { stage: 'held' }, false],
])('an object that %s is listed among the published keys: %s', async (_name, part, expected) => {
  const { publicationOf, shared, openWindow } = createEngineWorld();
  await shared.window('one').write((tx) => tx.entries.put(entryFor(publicationOf('p/a.js'), part)));
  expect(await openWindow('two').listKeys(bucket, 'p/')).toEqual(expected ? ['p/a.js'] : []);
});

it('an object that is to be deleted is listed among the published keys only while the ledger has it', async () => {
  const { publicationOf, shared, openWindow } = createEngineWorld();
  const entry = { version: 1, at: 1, owesRefresh: false, attempts: 0, stage: 'send' } as const;
  const record = { etag: 'E', size: 1, md5: 'E', mtimeMs: 1, rules: '', acl: 'default', seenAt: 1 } as const;
  await shared.window('one').write((tx) => {
    for (const key of ['known.js', 'never.js'])
      tx.entries.put({ ...entry, publication: publicationOf(key, { act: 'delete' }) });
    tx.ledger.set(bucket, 'known.js', record);
  });
  expect(await openWindow('two').listKeys(bucket, '')).toEqual(['known.js']);
});

it('an object is listed among the published keys at every time from its request on', async () => {
  const world = createEngineWorld();
  const publisher = world.openWindow('one');
  const other = world.openWindow('two');
  world.save('a.js', 'x');
  await publisher.enqueue([world.publicationOf('a.js')]);
  for (let at = 0; at < 300; at++) {
    expect(await other.listKeys(bucket, 'a')).toEqual(['a.js']);
    await world.clock.advance(50);
  }
  expect({ entries: publisher.list(), text: world.textOf('a.js') }).toEqual({ entries: [], text: 'x' });
});
