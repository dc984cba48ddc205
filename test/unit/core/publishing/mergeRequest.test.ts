import { describe, expect, it } from 'vitest';
import { type Entry, renewEntry } from '../../../../src/core/publishing/entry.js';
import { obey, orderAbout } from '../../../../src/core/publishing/orders.js';
import type { PublishCause } from '../../../../src/core/publishing/publication.js';
import { createEngineWorld } from './engineWorld.js';

const publication = createEngineWorld().publicationOf('a.js');
const trouble: PublishCause = { kind: 'error', error: { kind: 'forbidden', details: {} } };
const quota: PublishCause = { kind: 'error', error: { kind: 'quotaExceeded', details: {} } };
const old = { size: 1, mtimeMs: 1 };
const newer = { size: 2, mtimeMs: 2 };

function entryOf(more: Partial<Entry>): Entry {
  return { publication, turn: 1, at: 1_000, stage: 'send', owesRefresh: false, attempts: 0, ...more };
}

describe('a wish for what is wished for already', () => {
  const arrival = { turn: 2, at: 2_000, now: 3_000, held: false };

  it('goes on waiting for its tasks and knows what trouble a domain has made', () => {
    const present = entryOf({ stage: 'task', taskIds: ['1'], trouble });
    expect(renewEntry(present, publication, arrival)).toMatchObject({ stage: 'send', taskIds: ['1'], trouble });
    const done = renewEntry({ ...present, stage: 'done' }, publication, arrival);
    expect([done.taskIds, done.trouble]).toEqual([undefined, undefined]);
  });

  it('that is heard late keeps the file as the later one saw it', () => {
    const present = entryOf({ stage: 'refresh', publication: { ...publication, seen: newer }, at: 2_500 });
    expect(renewEntry(present, { ...publication, seen: old }, arrival)).toMatchObject({
      at: 2_500,
      publication: { seen: newer },
    });
    const unseen = renewEntry({ ...present, publication }, { ...publication, seen: old }, arrival);
    expect(unseen.publication.seen).toBeUndefined();
  });
});

describe('an order', () => {
  const seen = { publication: { ...publication, seen: old } };

  it.each<[string, Partial<Entry>, Parameters<typeof obey>[1], boolean]>([
    ['to overwrite', { stage: 'conflict' }, { kind: 'overwrite' }, false],
    ['to publish what is held', { stage: 'held' }, { kind: 'publishHeld' }, false],
    ['to try one again', { stage: 'failed' }, { kind: 'retry', ids: [publication.id] }, false],
    ['to try all again', { stage: 'failed' }, { kind: 'retry' }, true],
  ])('%s takes the file as it is now, unless it is about all', (_name, part, order, keeps) => {
    const after = obey(entryOf({ ...seen, ...part }), order, 7);
    expect([after.stage, after.turn, after.publication.seen]).toEqual(['send', 7, keeps ? old : undefined]);
  });

  it('to ask for the quota again leaves the wish the same, which may just be on its way', () => {
    const waiting = entryOf({ stage: 'refresh', owesRefresh: true, retryAt: 9_000, cause: quota });
    const after = obey(waiting, orderAbout('retry', [waiting]), 7);
    expect(after).toEqual(entryOf({ stage: 'refresh', owesRefresh: true, asksQuota: true }));
  });
});
