import { beforeEach, describe, expect, it } from 'vitest';
import { LedgerPage, type LedgerRecord, rulesText } from '../../../../src/core/publishing/objectLedger.js';
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

const openPage = (owner: string, prefix = '') => {
  const page = new LedgerPage(shared.window(owner), bucket, prefix);
  page.read();
  return page;
};

const get = (page: LedgerPage, wanted: string) => page.rows.find(({ key }) => key === wanted)?.record;

describe('LedgerPage', () => {
  it('reads every record as another window has written it', async () => {
    const one = openPage('one');
    one.set('a', record('A', { aclSeenAt: 7 }));
    one.set('b', record('B', { md5: 'B' }));
    await one.save();
    const two = openPage('two');
    expect({ a: get(two, 'a'), b: get(two, 'b')?.md5, c: get(two, 'c') }).toEqual({
      a: record('A', { aclSeenAt: 7 }),
      b: 'B',
      c: undefined,
    });
  });

  it('writes nothing before it is saved', async () => {
    const one = openPage('one');
    one.set('a', record('A'));
    expect(openPage('two').rows).toEqual([]);
  });

  it('a page of the ledger keeps what two windows save', async () => {
    const pages = ['one', 'two'].map((owner) => openPage(owner));
    pages.forEach((page, at) => void page.set(`k${at}`, record(`${at}`)));
    await Promise.all(pages.map((page) => page.save()));
    const page = openPage('three');
    expect({ k0: get(page, 'k0'), k1: get(page, 'k1') }).toEqual({ k0: record('0'), k1: record('1') });
  });

  it('LedgerPage of a prefix has every record below it, however many, and no other', async () => {
    const all = openPage('one');
    for (let at = 0; at < 1_100; at++) all.set(`p/${at}`, record(`${at}`));
    for (const key of ['o', 'p', 'p0', 'q/1']) all.set(key, record(key));
    await all.save();
    const page = openPage('two', 'p/');
    expect(Array.from({ length: 1_100 }, (_, at) => get(page, `p/${at}`)?.etag === `${at}`)).not.toContain(false);
    expect(['o', 'p', 'p0', 'q/1'].map((key) => get(page, key))).toEqual(Array(4).fill(undefined));
  });

  it('reads records that another window has written meanwhile beyond the last key that it has read', async () => {
    const one = openPage('one');
    for (const key of ['a', 'b', 'c']) one.set(key, record('old'));
    await one.save();
    const page = new LedgerPage(shared.window('two'), bucket, '');
    page.read('b');
    for (const key of ['a', 'b', 'c']) one.set(key, record('new'));
    await one.save();
    page.read('b');
    page.read();
    expect(['a', 'b', 'c'].map((key) => get(page, key)?.etag)).toEqual(['old', 'old', 'new']);
  });

  it('records the start time of its own bucket only', async () => {
    const store = shared.window('one');
    await store.write((tx) => tx.ledger.begin(bucket, 100, 100));
    await store.write((tx) => tx.ledger.begin(bucket, 200, 200));
    const other = new LedgerPage(store, { ...bucket, region: 'cn-beijing' }, '');
    expect({ own: openPage('two').since, other: other.since }).toEqual({ own: 100, other: undefined });
  });
});

describe('rulesText', () => {
  it('the text of equal rules is equal', () => {
    expect(rulesText({ b: '2', a: '1' })).toBe(rulesText({ a: '1', b: '2' }));
    expect(rulesText()).toBe('');
  });
});
