import { expect, it } from 'vitest';
import { type Entry, isComing } from '../../../../src/core/publishing/entry.js';
import { Ledger, type LedgerRecord } from '../../../../src/core/publishing/ledger.js';
import { createEngineWorld } from './engineWorld.js';

const record: LedgerRecord = { etag: 'E', size: 1, md5: 'E', mtimeMs: 1, rules: '', acl: 'default', seenAt: 1 };

it.each<[string, Partial<Entry>, boolean]>([
  ['is on its way', { stage: 'send' }, true],
  ['differs from that of somebody else', { stage: 'conflict' }, true],
  ['is there', { stage: 'task', record }, true],
  ['is done with', { stage: 'done', record }, true],
  ['is there but could not be refreshed', { stage: 'failed' }, true],
  ['is there and could not be replaced', { stage: 'failed', unsent: true, record }, true],
  ['could not be sent', { stage: 'failed', unsent: true }, false],
  ['is held', { stage: 'held' }, false],
  ['is gone', { stage: 'done', record: null }, false],
])('an object that %s is coming: %s', (_name, part, expected) => {
  const { publicationOf } = createEngineWorld();
  const entry = { publication: publicationOf('a.js'), turn: 1, at: 1, owesRefresh: false, attempts: 0 };
  expect(isComing({ ...entry, stage: 'send', ...part })).toBe(expected);
});

it('an object that was put is among the entries until the ledger on disk has it', async () => {
  const world = createEngineWorld();
  const publisher = world.openWindow('one');
  world.save('a.js', 'x');
  void publisher.enqueue([world.publicationOf('a.js')]);
  for (let at = 0; at < 300; at++) {
    await world.clock.advance(50);
    const coming = publisher.unsettled.some(isComing);
    const known = await new Ledger(world.shared.window('two'), world.clock).open(world.publicationOf('a.js').bucket);
    if (world.textOf('a.js') !== undefined) expect(coming || known.get('a.js') !== undefined).toBe(true);
  }
  expect([publisher.unsettled, world.textOf('a.js')]).toEqual([[], 'x']);
});
