import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Publication,
  type PublishCause,
  toUrlPublication,
} from '../../../../../src/core/publishing/publication.js';
import type { WriteOptions } from '../../../../../src/core/publishing/publishStore.js';
import { rowsAtOnce } from '../../../../../src/core/publishing/queue/entryChanges.js';
import { Queue } from '../../../../../src/core/publishing/queue/queue.js';
import {
  applyCommand,
  canRevoke,
  commandAbout,
  type UserCommand,
} from '../../../../../src/core/publishing/queue/userCommands.js';
import type { Entry, RemoteChange } from '../../../../../src/core/publishing/queueEntry.js';
import { atStage, type EntryFields, entryFor } from '../../../../support/entries.js';
import { createSharedStore } from '../../../../support/memoryStore.js';
import { createEngineWorld } from '../engineWorld.js';

const { publicationOf } = createEngineWorld();
const publication = publicationOf('a.js');
const quota: PublishCause = { kind: 'error', error: { kind: 'quotaExceeded', details: {} } };
const old = { size: 1, mtimeMs: 1 };

const arrival = { version: 7, now: 2_000 };

function entryOf(more: EntryFields): Entry {
  return entryFor(publication, { at: 1_000, ...more });
}

describe('applyCommand', () => {
  const seen = { publication: { ...publication, seen: old } };

  it.each<[string, EntryFields, UserCommand, boolean]>([
    ['to overwrite publishes the file as it is now', { stage: 'conflict' }, { kind: 'overwrite' }, false],
    ['to publish what is held publishes the file as it is now', { stage: 'held' }, { kind: 'publishHeld' }, false],
    [
      'to retry one failure publishes the file as it is now',
      { stage: 'failed' },
      { kind: 'retry', ids: [publication.id] },
      false,
    ],
    ['to retry all failures publishes the file as it was requested', { stage: 'failed' }, { kind: 'retry' }, true],
  ])('the command %s', (_name, part, order, keeps) => {
    const after = applyCommand(entryOf({ ...seen, ...part }), order, arrival);
    expect({ stage: after?.stage, version: after?.version, seen: after?.publication.seen }).toEqual({
      stage: 'send',
      version: 7,
      seen: keeps ? old : undefined,
    });
  });

  it('applyCommand to overwrite approves the object that the user saw, or that there was none', () => {
    const overwrite = (remote: RemoteChange) =>
      applyCommand(entryOf({ stage: 'conflict', remote }), { kind: 'overwrite' }, arrival);
    expect(overwrite({ etag: 'E', size: 1 })).toMatchObject({ stage: 'send', approved: 'E' });
    expect(overwrite({})).toMatchObject({ stage: 'send', approved: '' });
  });

  it('applyCommand to retry what waits for the quota keeps the version, whose request may be under way', () => {
    const waiting = entryOf({ stage: 'refresh', owesRefresh: true, retry: { at: 9_000, cause: quota } });
    const after = applyCommand(waiting, commandAbout('retry', [waiting]), arrival);
    expect(after).toEqual(entryOf({ stage: 'refresh', owesRefresh: true, asksQuota: true }));
  });

  it('a decision about entries is not one about what is requested later, though the clock was set back meanwhile', () => {
    const seen = entryOf({ stage: 'conflict', version: 3, at: 9_000 });
    const later = entryOf({ stage: 'conflict', version: 4, at: 1_500 });
    const skip = commandAbout('skip', [seen]);
    expect(applyCommand(later, skip, arrival)).toBe(later);
    expect(applyCommand(seen, skip, arrival)).toBeUndefined();
  });

  it('applyCommand to retry what waits after a failure of its own makes the attempt due, and leaves what waits for the account', () => {
    const of = (kind: 'unavailable' | 'offline') =>
      entryOf({ attempts: 3, retry: { at: 9_000, cause: { kind: 'error', error: { kind, details: {} } } } });
    const [waiting, blocked] = [of('unavailable'), of('offline')];
    expect(applyCommand(waiting, { kind: 'retry' }, arrival)).toEqual(entryOf({ attempts: 3 }));
    expect(applyCommand(blocked, { kind: 'retry' }, arrival)).toBe(blocked);
  });

  it.each<[string, EntryFields, UserCommand['kind'], 'removed' | 'refreshed' | 'unchanged']>([
    ['dismiss removes a failure', { stage: 'failed', owesRefresh: true }, 'dismiss', 'removed'],
    ['dismiss leaves an upload alone', { stage: 'send' }, 'dismiss', 'unchanged'],
    ['skip removes a conflict', { stage: 'conflict' }, 'skip', 'removed'],
    ['dropHeld removes what is held', { stage: 'held' }, 'dropHeld', 'removed'],
    ['dropHeld leaves a conflict alone', { stage: 'conflict' }, 'dropHeld', 'unchanged'],
    ['cancel removes an upload that has not begun', { stage: 'send' }, 'cancel', 'removed'],
    ['cancel removes a refresh that is owed', { stage: 'refresh', owesRefresh: true }, 'cancel', 'removed'],
    ['cancel refreshes what may be in the bucket', { stage: 'send', owesRefresh: true }, 'cancel', 'refreshed'],
    [
      'cancel refreshes what may be on its way',
      { stage: 'send', claim: { worker: 'w', sending: true } },
      'cancel',
      'refreshed',
    ],
    ['cancel removes the wait for a refresh task', { stage: 'task', taskIds: ['1'] }, 'cancel', 'removed'],
    ['stop leaves a failure alone', { stage: 'failed' }, 'stop', 'unchanged'],
    ['stop leaves the wait for a refresh task alone', { stage: 'task' }, 'stop', 'unchanged'],
    ['revoke removes a failure', { stage: 'failed' }, 'revoke', 'removed'],
    ['revoke leaves a refresh of what was sent alone', { stage: 'refresh', owesRefresh: true }, 'revoke', 'unchanged'],
  ])('the command %s', (_name, part, kind, expected) => {
    const entry = entryOf(part);
    const after = applyCommand(entry, { kind }, arrival);
    const outcome = after === entry ? 'unchanged' : after ? after.stage.replace('refresh', 'refreshed') : 'removed';
    expect(outcome).toBe(expected);
  });

  it('does not concern what was requested after its time', () => {
    const entry = entryOf({ stage: 'held', at: 1_001 });
    expect(applyCommand(entry, { kind: 'dropHeld', until: 1_000 }, arrival)).toBe(entry);
    expect(applyCommand(entry, { kind: 'dropHeld', until: 1_001 }, arrival)).toBeUndefined();
  });

  it.each(['publishHeld', 'revoke', 'retry'] as const)(
    'applyCommand to %s concerns what was requested before the clock was set back',
    (kind) => {
      const entry = entryOf({ stage: kind === 'retry' ? 'failed' : 'held', at: 2_001 });
      expect(applyCommand(entry, { kind, until: 1_500 }, arrival)).not.toBe(entry);
    },
  );

  it('can revoke a request for a URL at every stage', () => {
    const urls = toUrlPublication('1', 'urls', 'https://img.example.com/a');
    expect(canRevoke(entryOf({ publication: urls, stage: 'task' }))).toBe(true);
  });
});

describe('a user command', () => {
  let queue: Queue;
  let writes: (WriteOptions | undefined)[];
  let notified: string[];
  beforeEach(() => {
    const store = createSharedStore().window('one');
    writes = [];
    const write: typeof store.write = (work, options) => {
      writes.push(options);
      return store.write(work, options);
    };
    queue = new Queue({ ...store, write }, { now: () => 5 }, '1');
    notified = [];
    queue.completions.onDidFinish(({ publication: { key }, as }) => notified.push(`${key} ${as}`));
  });

  const keys = () => queue.list({ limit: 1_000 }).map(({ publication: { key } }) => key);
  const accept = (publications: readonly Publication[], held = false) => queue.accept({ publications, held, at: 1 });
  const order = (...orders: readonly UserCommand[]) =>
    queue.accept({ publications: [], held: false, at: 2, commands: orders });
  const of = (name: string, more: Partial<Publication> = {}) => publicationOf(name, more);

  it('a user command by ids concerns these entries alone, however many', async () => {
    const publications = Array.from({ length: 2 * rowsAtOnce + 10 }, (_, at) => of(`f${at}`));
    await accept([...publications, of('other')]);
    writes = [];
    await order({ kind: 'cancel', ids: publications.map(({ id }) => id) });
    expect({ keys: keys(), writes }).toEqual({
      keys: ['other'],
      writes: [{ durable: false }, { durable: false }, { durable: true }],
    });
  });

  it('a user command without ids concerns every entry that it fits, however many', async () => {
    await accept(
      Array.from({ length: 2 * rowsAtOnce + 10 }, (_, at) => of(`f${at}`)),
      true,
    );
    await accept([of('other')]);
    await order({ kind: 'dropHeld' });
    expect({ keys: keys(), lastWrite: writes.at(-1) }).toEqual({ keys: ['other'], lastWrite: { durable: true } });
  });

  it('a user command of workspace folders concerns their files, and URLs only when it says so', async () => {
    const url = toUrlPublication('1', 'urls', 'https://img.example.com/u');
    await accept([of('here'), of('there', { workspaceRoot: '/other' }), url]);
    await order({ kind: 'cancel', workspaceRoots: ['/w'] });
    expect(queue.list({ limit: 10 }).map(({ publication: { label } }) => label)).toEqual(['dist/there', url.label]);
    await order({ kind: 'cancel', workspaceRoots: ['/w'], withUrls: true });
    expect(keys()).toEqual(['there']);
  });

  it('a user command of a batch concerns this batch alone', async () => {
    await accept([of('a', { batch: 'b1' }), of('b', { batch: 'b2' }), of('c')]);
    await order({ kind: 'stop', batch: 'b1' });
    expect({ keys: keys(), notified }).toEqual({ keys: ['b', 'c'], notified: ['a dropped'] });
  });

  it('ends a request for good, and tells so, unless it is to be sent or was sent', async () => {
    await accept(['failed', 'unsent', 'sent', 'task'].map((name) => of(name)));
    await queue.change(of('failed').id, (entry) => atStage(entry, 'failed', { unsent: true }));
    await queue.change(of('sent').id, (entry) => ({ ...entry, owesRefresh: true }));
    await queue.change(of('task').id, (entry) => atStage(entry, 'task'));
    await order({ kind: 'retry' });
    expect(notified).toEqual([]);
    await order({ kind: 'stop' });
    expect({ keys: keys(), notified }).toEqual({
      keys: ['sent', 'task'],
      notified: ['failed', 'unsent', 'sent'].map((name) => `${name} cancelled`),
    });
  });

  it('gives every entry that it starts a version of its own', async () => {
    await accept([of('a'), of('b')], true);
    const before = queue.list({ limit: 10 }).map(({ version }) => version);
    await order({ kind: 'publishHeld' });
    const after = queue.list({ limit: 10 }).map(({ version }) => version);
    expect(new Set([...before, ...after]).size).toBe(4);
    expect(Math.min(...after)).toBeGreaterThan(Math.max(...before));
  });

  it('a user command that takes an upload out of a batch ends the deletes of this batch too', async () => {
    await accept([of('new', { batch: 'b1' })], true);
    const deletes = ['old', 'older'].map((name) => of(name, { batch: 'b1', act: 'delete' }));
    await accept([...deletes, of('up', { batch: 'b1' }), of('other', { batch: 'b2', act: 'delete' })]);
    await order({ kind: 'dropHeld', ids: [of('new').id] });
    expect(keys()).toEqual(['up', 'other']);
    expect([...notified].sort()).toEqual(['new dropped', 'old dropped', 'older dropped']);
  });

  it('a user command that starts an upload of a batch leaves its deletes', async () => {
    await accept([of('new', { batch: 'b1' })], true);
    await accept([of('old', { batch: 'b1', act: 'delete' })]);
    await order({ kind: 'publishHeld' });
    expect({ keys: keys(), notified }).toEqual({ keys: ['new', 'old'], notified: [] });
  });

  it('a user command that takes a delete out of a batch leaves its other deletes', async () => {
    await accept(['old', 'older'].map((name) => of(name, { batch: 'b1', act: 'delete' })));
    await order({ kind: 'cancel', ids: [of('old').id] });
    expect({ keys: keys(), notified }).toEqual({ keys: ['older'], notified: ['old dropped'] });
  });

  it('is carried out after the requests that come with it', async () => {
    await queue.accept({ publications: [of('a')], held: true, at: 1, commands: [{ kind: 'dropHeld' }] });
    expect(keys()).toEqual([]);
  });

  it.each([
    ['that removes an entry gives the parts of its upload free', { kind: 'cancel' }, ['a']],
    ['that retries an entry keeps the parts of its upload', { kind: 'retry' }, []],
  ] as const)('a user command %s', async (_name, given, expected) => {
    const freed: string[] = [];
    queue.onDidAbandonParts(({ publication: { key } }) => freed.push(key));
    await accept([of('a')]);
    const multipart = { uploadId: 'u', partSize: 1, md5: 'M', headers: '' };
    await queue.change(of('a').id, (entry) => atStage(entry, 'failed', { multipart, unsent: true }));
    await order(given);
    expect(freed).toEqual(expected);
  });
});
