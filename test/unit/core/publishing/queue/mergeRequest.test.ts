import { describe, expect, it } from 'vitest';
import type { PublishCause } from '../../../../../src/core/publishing/publication.js';
import { mergeRequest } from '../../../../../src/core/publishing/queue/queue.js';
import type { Entry } from '../../../../../src/core/publishing/queueEntry.js';
import { type EntryFields, entryFor } from '../../../../support/entries.js';
import { createEngineWorld } from '../engineWorld.js';

const publication = createEngineWorld().publicationOf('a.js');
const urlError: PublishCause = { kind: 'error', error: { kind: 'forbidden', details: {} } };
const old = { size: 1, mtimeMs: 1 };
const newer = { size: 2, mtimeMs: 2 };

function entryOf(more: EntryFields): Entry {
  return entryFor(publication, { at: 1_000, ...more });
}

describe('a request that is merged into an entry', () => {
  const arrival = { version: 2, at: 2_000, now: 3_000, held: false, requester: 'two' };

  it('keeps its refresh tasks and the error of a domain without a task', () => {
    const present = entryOf({ stage: 'task', taskIds: ['1'], urlError });
    expect(mergeRequest(present, publication, arrival)).toMatchObject({ stage: 'send', taskIds: ['1'], urlError });
  });

  it.each<[string, EntryFields, readonly string[], readonly string[]]>([
    ['with that of the request behind it', { stage: 'send' }, ['c'], ['a', 'b', 'c']],
    ['each once', { stage: 'held' }, ['a'], ['a', 'b']],
    ['where the request knows of none', { stage: 'conflict' }, [], ['a', 'b']],
    ['also when the request is written late', { stage: 'send', at: 2_500 }, ['c'], ['c', 'a', 'b']],
    ['no more than the last of them', { stage: 'send' }, ['c', 'd', 'e'], ['b', 'c', 'd', 'e']],
    ['no longer once the object was sent', { stage: 'refresh' }, ['c'], ['c']],
  ])('keeps the former content of its file, %s', (_how, more, given, expected) => {
    const toBases = (names: readonly string[]) => names.map((md5) => ({ size: 1, md5 }));
    const present = entryOf({ publication: { ...publication, bases: toBases(['a', 'b']) }, ...more });
    const merged = mergeRequest(present, { ...publication, bases: toBases(given) }, arrival);
    expect(merged.publication.bases).toEqual(toBases(expected));
  });

  it('keeps the file as seen by the later request when it is written late', () => {
    const present = entryOf({ stage: 'refresh', publication: { ...publication, seen: newer }, at: 2_500 });
    expect(mergeRequest(present, { ...publication, seen: old }, arrival)).toMatchObject({
      at: 2_500,
      publication: { seen: newer },
    });
    const unseen = mergeRequest({ ...present, publication }, { ...publication, seen: old }, arrival);
    expect(unseen.publication.seen).toBeUndefined();
  });

  it.each(['held', 'conflict', 'send', 'refresh', 'task', 'prefetch', 'failed'] as const)(
    'keeps its number at the stage %s, for any number and request',
    (stage) => {
      const acts = [undefined, 'upload', 'delete', 'refresh'] as const;
      const ofAct = (act: (typeof acts)[number]) => ({ ...publication, ...(act && { act }) });
      const pairs = acts.flatMap((before) => acts.map((now) => [ofAct(before), ofAct(now)] as const));
      const merged = pairs.flatMap(([before, now]) =>
        [1_000, 2_500].flatMap((at) => {
          const present = entryOf({ seq: 7, stage, at, publication: before });
          return [false, true].map((held) => mergeRequest(present, now, { ...arrival, held }));
        }),
      );
      expect(merged.map(({ seq }) => seq)).toEqual(Array(64).fill(7));
    },
  );

  it('notifies the window that made it last', () => {
    const present = entryOf({ requester: 'one' });
    expect(mergeRequest(present, publication, arrival).requester).toBe('two');
    expect(mergeRequest({ ...present, at: 2_500 }, publication, arrival).requester).toBe('two');
  });

  it.each([
    ['keeps the claim of a window that may have a PUT under way', true, 'one'],
    ['takes the claim off a window that has not begun to send', false, undefined],
  ])('a request that is merged into an entry %s', (_name, isSending, worker) => {
    const claim = { worker: 'one', sending: isSending };
    const merged = mergeRequest(entryOf({ claim, at: 2_500, stage: 'task' }), publication, arrival);
    expect(merged.claim).toEqual(worker && claim);
  });

  it('keeps the possible content of the bucket and the pending refresh', () => {
    const kept = { owesRefresh: true, sent: { size: 1, etag: 'A' }, object: 'present' } as const;
    const merged = mergeRequest(entryOf({ ...kept, stage: 'failed', unsent: true }), publication, arrival);
    expect(merged).toMatchObject({ ...kept, stage: 'send', attempts: 0 });
    expect(merged).not.toHaveProperty('unsent');
  });
});
