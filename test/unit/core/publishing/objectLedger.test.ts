import { beforeEach, describe, expect, it } from 'vitest';
import {
  LedgerPage,
  type LedgerRecord,
  type LedgerRow,
  rulesText,
} from '../../../../src/core/publishing/objectLedger.js';
import { createSharedStore } from '../../../support/memoryStore.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const record = (etag: string, more: Partial<LedgerRecord> = {}): LedgerRecord => ({
  etag,
  size: 1,
  md5: `${etag}!`,
  mtimeMs: 2.5,
  rules: '',
  acl: 'private',
  seenAt: 3,
  ...more,
});

let shared: ReturnType<typeof createSharedStore>;
beforeEach(() => {
  shared = createSharedStore();
});

const open = (owner: string, prefix = '') => new LedgerPage(shared.window(owner), bucket, prefix);
const toRecords = (rows: readonly LedgerRow[]) =>
  Object.fromEntries(rows.map(({ key, record: found }) => [key, found]));
const readAll = (owner: string, prefix = '') => toRecords(open(owner, prefix).read());

describe('LedgerPage', () => {
  it('reads every record as another window has written it', async () => {
    const one = open('one');
    one.set('a', record('A', { aclSeenAt: 7 }));
    one.set('b', record('B', { md5: 'B' }));
    await one.save();
    expect(readAll('two')).toEqual({ a: record('A', { aclSeenAt: 7 }), b: record('B', { md5: 'B' }) });
  });

  it('writes nothing before it is saved', async () => {
    const one = open('one');
    one.set('a', record('A'));
    expect(readAll('two')).toEqual({});
  });

  it('a page of the ledger keeps what two windows save', async () => {
    const pages = ['one', 'two'].map((owner) => open(owner));
    pages.forEach((page, at) => void page.set(`k${at}`, record(`${at}`)));
    await Promise.all(pages.map((page) => page.save()));
    expect(readAll('three')).toEqual({ k0: record('0'), k1: record('1') });
  });

  it('LedgerPage of a prefix has every record below it, however many, and no other', async () => {
    const all = open('one');
    const inside = Array.from({ length: 1_100 }, (_, at) => [`p/${at}`, record(`${at}`)] as const);
    for (const [key, each] of inside) all.set(key, each);
    for (const key of ['o', 'p', 'p0', 'q/1']) all.set(key, record(key));
    await all.save();
    expect(readAll('two', 'p/')).toEqual(Object.fromEntries(inside));
  });

  it('reads records that another window has written meanwhile beyond the last key that it has read', async () => {
    const one = open('one');
    for (const key of ['a', 'b', 'c']) one.set(key, record('old'));
    await one.save();
    const page = open('two');
    const first = page.read('b');
    for (const key of ['a', 'b', 'c']) one.set(key, record('new'));
    await one.save();
    expect(page.read('b')).toEqual([]);
    expect({ first: toRecords(first), rest: toRecords(page.read()) }).toEqual({
      first: { a: record('old'), b: record('old') },
      rest: { c: record('new') },
    });
  });
});

describe('rulesText', () => {
  it('the text of equal rules is equal', () => {
    expect(rulesText({ b: '2', a: '1' })).toBe(rulesText({ a: '1', b: '2' }));
    expect(rulesText()).toBe('');
  });
});
