import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/core/publishing/queueEntry.js';
import { retryAt } from '../../support/entries.js';
import { bucket, claimOf, entryOf, type PublishStoreFixture, plain, putAll, putAtOnce } from './storeFixture.js';

const quota = { kind: 'error', error: { kind: 'quotaExceeded', details: { code: 'QuotaExceeded.Refresh' } } } as const;

/** Entries with every field that there is. */
const whole: readonly [string, Entry][] = [
  ['a plain one', entryOf('a.css')],
  [
    'a claimed one',
    entryOf('a.css', {
      requester: 'second',
      claim: { worker: 'first', sending: true },
      mayDelete: true,
      owesRefresh: true,
      sent: { size: 3, etag: 'A', crc64: '1', over: 'B', removed: true, brokenEtag: 'B' },
      object: 'absent',
      multipart: { uploadId: 'u', partSize: 4, md5: 'M', headers: 'x:y' },
      attempts: 3,
    }),
  ],
  [
    'one in conflict',
    entryOf('中 文/😀.css', { stage: 'conflict', remote: { etag: 'R', size: 9 }, approved: '' }, { explicit: true }),
  ],
  [
    'one that waits for the quota',
    entryOf('a.css', {
      stage: 'refresh',
      retry: { at: 1_800_000_000_123, cause: quota },
      asksQuota: true,
      taken: { urls: ['https://img.example.com/a.css'], taskIds: ['1'] },
    }),
  ],
  [
    'a file of a run',
    entryOf(
      'a.css',
      { stage: 'task', taskIds: ['1', '2'], urlError: quota, retry: retryAt(7), attempts: 1 },
      {
        act: 'delete',
        batch: 'run',
        via: '/css/',
        size: 12,
        seen: { size: 11, mtimeMs: 1.25 },
        headers: { 'cache-control': 'no-cache' },
        variants: ['{path}?v=1', '/all.css'],
        prefetch: true,
        allowed: ['name', 'token/GitHub'],
        believedNew: true,
        approved: 'A',
        bucket: { ...bucket, uploadDomain: 'upload.example.com' },
      },
    ),
  ],
  ['one to prefetch', entryOf('a.css', { stage: 'prefetch', proof: 'unproven' }, { prefetch: true })],
  [
    'a URL',
    entryOf(
      'https://img.example.com/a',
      { stage: 'failed', cause: { kind: 'stale', url: 'https://img.example.com/a', status: 500 }, unsent: true },
      { act: 'refresh', request: { kind: 'urls', url: 'https://img.example.com/a' }, workspaceRoot: '' },
    ),
  ],
];

const idOf = ({ publication }: Entry) => publication.id;

/** Single entries: how they are written, read, replaced and removed. */
export function testEntries(use: () => PublishStoreFixture): void {
  describe('entries', () => {
    test.each(whole)('%s is read in another window as written', async (_name, entry) => {
      const { first, second } = use();
      await putAll(first, [entry]);
      const read = await second.tx.entries.get('1', idOf(entry));
      expect(read).toEqual({ ...entry, seq: expect.any(Number) });
      expect(await second.tx.entries.list({ accountId: '1', limit: 9 })).toEqual([read]);
    });

    test.each(whole)('%s replaces another completely, and keeps its turn', async (_name, entry) => {
      const { first } = use();
      const others = whole.map(([, other]) => ({ ...other, publication: { ...other.publication, id: idOf(entry) } }));
      for (const other of others) {
        await putAll(first, [other]);
        const seq = first.read((tx) => tx.entries.get('1', idOf(entry))?.seq);
        await putAll(first, [entry]);
        expect(plain(first.read((tx) => tx.entries.get('1', idOf(entry))))).toEqual({ ...entry, seq });
      }
      expect(first.read((tx) => tx.entries.list({ accountId: '1', limit: 9 }))).toHaveLength(1);
    });

    test('many entries are added and replaced at once, each as written', async () => {
      const { first, second } = use();
      const keyed = whole.map(([, { publication, ...entry }], at) => ({
        ...entry,
        publication: { ...publication, id: `${at}: "quoted" \\ \u0001 中 😀`, accountId: '1' },
      }));
      const add = (entries: readonly Entry[]) => putAtOnce(first, '1', entries);
      expect([await add(keyed.slice(2)), await add([...keyed].reverse())]).toEqual([0, keyed.length - 2]);
      const read = first.read((tx) => tx.entries.getAll('1', [...keyed.map(idOf), 'of nothing']));
      const expected = keyed.map((entry) => ({ ...entry, seq: expect.any(Number) }));
      expect(keyed.map((entry) => plain(read.get(idOf(entry))))).toEqual(expected);
      expect(read.size).toBe(keyed.length);
      const listed = await second.tx.entries.read(await second.tx.entries.find({ accountId: '1' }));
      const order = [...keyed.slice(2), ...keyed.slice(0, 2).reverse()];
      expect(listed.map(idOf)).toEqual(order.map(idOf));
      expect(first.read((tx) => tx.entries.getAll('2', keyed.map(idOf))).size).toBe(0);
    });

    test('two accounts have entries for the same object', async () => {
      const { first } = use();
      const [mine, theirs] = [entryOf('a'), entryOf('a', { stage: 'held' }, { accountId: '2' })];
      await putAll(first, [mine, theirs]);
      await first.write((tx) => tx.entries.remove('1', idOf(mine)));
      const stages = first.read(({ entries }) => ['1', '2', '3'].map((id) => entries.get(id, idOf(mine))?.stage));
      expect(stages).toEqual([undefined, 'held', undefined]);
    });

    test('an entry is written completely after any interim changes', async () => {
      const { first, second } = use();
      const entry = entryOf('a', { claim: claimOf('first'), requester: 'first' });
      await putAll(first, [entry]);
      const early = first.read((tx) => tx.entries.get('1', idOf(entry))) as Entry;
      await second.tx.entries.put(entryOf('a', { stage: 'failed', version: 9, at: 8 }, { batch: 'b' }));
      await first.write((tx) => tx.entries.put(early));
      expect(await second.tx.entries.get('1', idOf(entry))).toEqual(plain(early));
      await second.tx.entries.remove('1', idOf(entry));
      await first.write((tx) => tx.entries.put(early));
      expect(await second.tx.entries.get('1', idOf(entry))).toEqual({ ...entry, seq: expect.any(Number) });
    });

    test('entries are found and listed in request order', async () => {
      const { first, second } = use();
      const keys = Array.from({ length: 23 }, (_, at) => `${(at * 7) % 23}`);
      await putAll(
        first,
        keys.map((key) => entryOf(key)),
      );
      await second.tx.entries.put(entryOf(keys[5]!, { stage: 'held' }));
      const seqs = first.read((tx) => tx.entries.find({ accountId: '1' }));
      expect(seqs).toEqual([...new Set(seqs)].sort((left, right) => left - right));
      const [gone = 0] = seqs;
      await first.write((tx) => tx.entries.remove('1', idOf(entryOf(keys[0]!))));
      const rest = first.read((tx) => tx.entries.read([...seqs].reverse()));
      expect(rest.map(({ publication, seq }) => [publication.key, seq])).toEqual(
        keys.slice(1).map((key, at) => [key, seqs[at + 1]]),
      );
      expect(await second.tx.entries.read([gone])).toEqual([]);
    });

    test('a limited list begins with untried entries', async () => {
      const { first } = use();
      const dues = [undefined, 7, undefined, 3];
      await putAll(
        first,
        dues.map((due, at) => entryOf(`${at}`, due === undefined ? {} : { retry: retryAt(due) })),
      );
      const listed = (limit: number) => first.read((tx) => tx.entries.list({ accountId: '1', limit }));
      expect(listed(2).map(({ publication }) => publication.key)).toEqual(['0', '2']);
      expect(listed(3).map(({ publication }) => publication.key)).toEqual(['0', '2', '3']);
    });

    test('an entry may be written, removed and written again in one transaction', async () => {
      const { first } = use();
      await first.write((tx) => {
        tx.entries.put(entryOf('before'));
        tx.entries.clear();
        tx.entries.put(entryOf('after'));
      });
      const listed = first.read((tx) => tx.entries.list({ accountId: '1' }));
      expect(listed.map(({ publication }) => publication.key)).toEqual(['after']);
    });

    test('versions grow in every window, even after everything was removed', async () => {
      const { first, second } = use();
      const versions: number[] = [];
      for (let time = 0; time < 5; time++) {
        versions.push(await first.write((tx) => tx.entries.nextVersion()), await second.tx.entries.nextVersion());
        const three = await first.write((tx) => tx.entries.nextVersion(3));
        versions.push(three, three + 1, three + 2);
        await second.tx.entries.put(entryOf(`${time}`));
        if (time === 2) await first.write((tx) => tx.entries.clear());
      }
      expect(versions).toEqual([...new Set(versions)].sort((left, right) => left - right));
    });

    test('the claims of one window are removed', async () => {
      const { first, second } = use();
      const names = ['first', 'second', 'first'];
      await putAll(
        first,
        names.map((worker, at) => entryOf(`${at}`, { claim: { worker, sending: true } })),
      );
      await second.tx.entries.release('first', 9);
      const left = first.read((tx) => tx.entries.list({ accountId: '1', limit: 9 }));
      expect(left.map(({ claim }) => claim)).toEqual([undefined, { worker: 'second', sending: true }, undefined]);
      const free = first.read((tx) => tx.entries.list({ accountId: '1', unclaimed: true, limit: 9 }));
      expect(free.map(({ publication }) => publication.key)).toEqual(['0', '2']);
    });

    test('keys are found by prefix, whatever they contain', async () => {
      const { first, second } = use();
      const names = ['a', 'a%', 'a%b', 'a_b', 'ab', 'A', "a'b", 'a\\b', 'a/b', 'é', '中文/é', '中', '😀', '😀.txt'];
      const keys = [...names, '\uffff', '\uffffx', '*', '?', '[a]', ' ', 'a b'];
      await putAll(first, [
        ...keys.map((key) => entryOf(key)),
        entryOf('a-held', { stage: 'held' }),
        entryOf('a-failed', { stage: 'failed' }),
        entryOf('a-gone', {}, { act: 'delete' }),
        entryOf('a-refreshed', { stage: 'refresh' }, { act: 'refresh' }),
        entryOf('a-elsewhere', {}, { bucket: { ...bucket, region: 'cn-beijing' } }),
        entryOf('a-theirs', {}, { accountId: '2' }),
      ]);
      const known = [...keys, 'a-failed'];
      for (const prefix of [
        '',
        'a',
        'a%',
        'a_',
        "a'",
        'a\\',
        'a/',
        'e',
        'é',
        '中',
        '中文',
        '😀',
        '\uffff',
        '[',
        ' ',
        'z',
      ])
        expect([...(await second.tx.entries.listKeys('1', bucket, prefix))].sort(), prefix).toEqual(
          known.filter((key) => key.startsWith(prefix)).sort(),
        );
      expect(await second.tx.entries.listKeys('3', bucket, '')).toEqual([]);
    });
  });
}
