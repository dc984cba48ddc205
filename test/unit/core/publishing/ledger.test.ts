import { describe, expect, it } from 'vitest';
import { Ledger, type LedgerRecord, rulesText } from '../../../../src/core/publishing/ledger.js';
import { createSharedDocuments } from '../../../support/memoryStore.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

const bucket = { name: 'my-site', region: 'cn-hangzhou' };
const never = new AbortController().signal;
const record = (etag: string): LedgerRecord => ({
  etag,
  size: 1,
  md5: `${etag}!`,
  mtimeMs: 2.5,
  rules: '',
  acl: 'private',
  seenAt: 3,
});

describe('Ledger', () => {
  it('comes back as it was, from another window', async () => {
    const clock = createVirtualClock();
    const shared = createSharedDocuments(clock);
    const one = new Ledger(shared.window('one'), clock);
    (await one.open(bucket)).set('a', record('A'));
    (await one.open(bucket)).set('b', { ...record('B'), md5: 'B' });
    expect(await one.flush(never)).toBe(true);
    const book = await new Ledger(shared.window('two'), clock).open(bucket);
    expect([book.get('a'), book.get('b')?.md5, book.get('c')]).toEqual([record('A'), 'B', undefined]);
    expect(book.list('a')).toEqual(['a']);
  });

  it('keeps what two windows write', async () => {
    const clock = createVirtualClock();
    const shared = createSharedDocuments(clock);
    const ledgers = ['one', 'two'].map((owner) => new Ledger(shared.window(owner), clock));
    const books = await Promise.all(ledgers.map((ledger) => ledger.open(bucket)));
    books.forEach((book, at) => void book.set(`k${at}`, record(`${at}`)));
    for (const ledger of ledgers) await ledger.flush(never);
    const book = await new Ledger(shared.window('three'), clock).open(bucket);
    expect(book.list('')).toEqual(['k0', 'k1']);
  });

  it('keeps what is set while it is written for the next time', async () => {
    const clock = createVirtualClock();
    const shared = createSharedDocuments(clock);
    const window = shared.window('one');
    let whileWritten = () => {};
    const write: typeof window.write = async (...given) => {
      whileWritten();
      await window.write(...given);
    };
    const ledger = new Ledger({ ...window, write }, clock);
    const book = await ledger.open(bucket);
    book.set('a', record('A'));
    whileWritten = () => book.set('a', record('B'));
    expect(await ledger.flush(never)).toBe(true);
    expect(book.get('a')).toEqual(record('B'));
    whileWritten = () => {};
    await ledger.flush(never);
    expect((await new Ledger(shared.window('two'), clock).open(bucket)).get('a')).toEqual(record('B'));
  });

  it.each([['not json'], ['{}'], ['[["a", [1]]]'], ['[[1, []], null]']])(
    'takes damage for nothing known: %s',
    async (text) => {
      const clock = createVirtualClock();
      const shared = createSharedDocuments(clock);
      shared.documents.set('ledger-cn-hangzhou-my-site', text);
      expect((await new Ledger(shared.window('one'), clock).open(bucket)).list('')).toEqual([]);
    },
  );

  it('writes equal rules equally', () => {
    expect(rulesText({ b: '2', a: '1' })).toBe(rulesText({ a: '1', b: '2' }));
    expect(rulesText()).toBe('');
  });
});
