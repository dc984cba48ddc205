import { describe, expect, it } from 'vitest';
import { type LedgerRecord, rulesText } from '../../../../../src/core/publishing/objectLedger.js';
import {
  compareObject,
  type Decision,
  mayDelete,
  type UploadComparison,
} from '../../../../../src/core/publishing/upload/compareObject.js';

const md5 = (letter: string) => letter.repeat(32);
const local = { size: 3, md5: md5('A'), crc64: '11' };
const remote = (etag: string, more: Partial<UploadComparison['remote']> = {}) => ({
  size: 3,
  etag,
  headers: {},
  ...more,
});
const modified = (modifiedAt: number | undefined) => remote(md5('B'), modifiedAt === undefined ? {} : { modifiedAt });
const known = (etag: string): LedgerRecord => ({
  etag,
  size: 3,
  md5: etag,
  mtimeMs: 1,
  rules: '',
  acl: 'default',
  seenAt: 1,
});

describe('decide', () => {
  it.each<[string, Partial<UploadComparison>, Decision]>([
    ['nothing there', {}, 'create'],
    ['nothing there that we knew', { known: known(md5('B')) }, 'conflict'],
    ['nothing there, as the user saw', { known: known(md5('B')), approved: '' }, 'create'],
    ['nothing there since we deleted it', { known: known(md5('B')), sent: { size: 0, removed: true } }, 'create'],
    ['nothing there yet of what we make', { known: known(md5('B')), sent: { size: 3, etag: md5('A') } }, 'create'],
    [
      'nothing there in place of what we replaced',
      { known: known(md5('B')), sent: { size: 3, etag: md5('A'), over: md5('B') } },
      'conflict',
    ],
    [
      'what our upload was to replace',
      {
        remote: remote(md5('B'), { modifiedAt: 5_000 }),
        known: known(md5('B')),
        sent: { size: 3, etag: md5('A'), over: md5('B'), overAt: 5_000 },
      },
      'put',
    ],
    [
      'what our upload was to replace, written again since by another author',
      {
        remote: remote(md5('B'), { modifiedAt: 9_000 }),
        known: known(md5('B')),
        sent: { size: 3, etag: md5('A'), over: md5('B'), overAt: 5_000 },
      },
      'conflict',
    ],
    ['the same by MD5', { remote: remote(md5('A')) }, 'unchanged'],
    ['the same by MD5 in lower case', { remote: remote(md5('a')) }, 'unchanged'],
    ['the same by CRC-64, made of parts', { remote: remote('X-2', { crc64: '11' }) }, 'unchanged'],
    ['another size with the same CRC-64', { remote: remote('X-2', { crc64: '11', size: 4 }) }, 'conflict'],
    ['the same but for a header', { remote: remote(md5('A')), rules: { 'cache-control': 'no-cache' } }, 'headers'],
    [
      'the same with the header',
      { remote: remote(md5('A'), { headers: { 'cache-control': 'x', etag: 'y' } }), rules: { 'cache-control': 'x' } },
      'unchanged',
    ],
    [
      'the same with a hidden header, as we set it',
      {
        remote: remote(md5('A'), { hidden: ['content-disposition'] }),
        known: { ...known(md5('A')), rules: rulesText({ 'content-disposition': 'inline' }) },
        rules: { 'content-disposition': 'inline' },
      },
      'unchanged',
    ],
    [
      'the same with a hidden header, as another rule set it',
      {
        remote: remote(md5('A'), { hidden: ['content-disposition'] }),
        known: { ...known(md5('A')), rules: rulesText({ 'content-disposition': 'attachment' }) },
        rules: { 'content-disposition': 'inline' },
      },
      'headers',
    ],
    [
      'what another author put with a hidden header',
      {
        remote: remote(md5('A'), { hidden: ['content-disposition'] }),
        known: { ...known(md5('B')), rules: rulesText({ 'content-disposition': 'inline' }) },
        rules: { 'content-disposition': 'inline' },
      },
      'headers',
    ],
    ['another one without a record', { remote: remote(md5('B')) }, 'conflict'],
    ['one without a record from before what is ours here', { remote: modified(999), ownedUntil: 1_000 }, 'put'],
    ['one without a record of that very second', { remote: modified(1_000), ownedUntil: 1_000 }, 'conflict'],
    ['one without a record, written later', { remote: modified(2_000), ownedUntil: 1_000 }, 'conflict'],
    ['one without a record and without a time', { remote: modified(undefined), ownedUntil: 1_000 }, 'conflict'],
    [
      'one that another author put before what is ours here',
      { remote: modified(500), known: known(md5('C')), ownedUntil: 1_000 },
      'put',
    ],
    [
      'one that another author put later than what is ours here',
      { remote: modified(2_000), known: known(md5('C')), ownedUntil: 1_000 },
      'conflict',
    ],
    [
      'one from before what is ours here, where the user saw another',
      { remote: modified(500), ownedUntil: 1_000, approved: md5('C') },
      'conflict',
    ],
    [
      'the same without a record, written later than what is ours here',
      { remote: remote(md5('A'), { modifiedAt: 2_000 }), ownedUntil: 1_000 },
      'unchanged',
    ],
    [
      'one without a record, written later, that may be overwritten',
      { remote: modified(2_000), ownedUntil: 1_000, approved: md5('B') },
      'put',
    ],
    [
      'one without a record, written later, that we may have put',
      { remote: modified(2_000), ownedUntil: 1_000, sent: { size: 3, etag: md5('B') } },
      'put',
    ],
    ['the one that we put', { remote: remote(md5('B')), known: known(md5('B')) }, 'put'],
    ['one that another author put', { remote: remote(md5('C')), known: known(md5('B')) }, 'conflict'],
    [
      'one that we may have put although its answer was lost',
      { remote: remote(md5('C')), known: known(md5('B')), sent: { size: 3, etag: md5('C') } },
      'put',
    ],
    [
      'parts that we may have put although their answer was lost',
      { remote: remote('X-2', { crc64: '7' }), known: known(md5('B')), sent: { size: 3, crc64: '7' } },
      'put',
    ],
    [
      'ours, broken',
      { remote: remote(md5('C')), known: known(md5('B')), sent: { size: 3, brokenEtag: md5('C') } },
      'put',
    ],
    [
      'ours, broken in the place of another broken one of ours',
      {
        remote: remote(md5('C'), { modifiedAt: 9_000 }),
        known: known(md5('B')),
        sent: { size: 3, etag: md5('A'), over: md5('C'), overAt: 5_000, brokenEtag: md5('C') },
      },
      'put',
    ],
    [
      "another author's after a broken one of ours",
      { remote: remote(md5('D')), known: known(md5('B')), sent: { size: 3, brokenEtag: md5('C') } },
      'conflict',
    ],
    ['one that may be overwritten', { remote: remote(md5('C')), known: known(md5('B')), approved: md5('C') }, 'put'],
    ['one without a record, as the user saw it', { remote: remote(md5('C')), approved: md5('C') }, 'put'],
    ['one put since the user saw another', { remote: remote(md5('C')), approved: md5('B') }, 'conflict'],
    ['one put since the user saw none', { remote: remote(md5('C')), approved: '' }, 'conflict'],
    [
      'one that another author put and the file was before it was changed',
      { remote: remote(md5('C')), known: known(md5('B')), bases: [{ size: 3, md5: md5('C') }] },
      'put',
    ],
    [
      'one that the file was before an earlier change',
      {
        remote: remote(md5('C')),
        known: known(md5('B')),
        bases: [
          { size: 3, md5: md5('C') },
          { size: 3, md5: md5('D') },
        ],
      },
      'put',
    ],
    [
      'a later one than the file was before it was changed',
      { remote: remote(md5('D')), known: known(md5('B')), bases: [{ size: 3, md5: md5('C') }] },
      'conflict',
    ],
    [
      'parts that the file was before it was changed, by CRC-64',
      {
        remote: remote('X-2', { crc64: '7' }),
        known: known(md5('B')),
        bases: [{ size: 3, md5: md5('C'), crc64: '7' }],
      },
      'put',
    ],
    [
      'parts whose CRC-64 is not known of the file',
      { remote: remote('X-2', { crc64: '7' }), known: known(md5('B')), bases: [{ size: 3, md5: md5('C') }] },
      'conflict',
    ],
    [
      'nothing there in place of what the file was before it was changed',
      { known: known(md5('C')), bases: [{ size: 3, md5: md5('C') }] },
      'conflict',
    ],
    [
      'one without a record that the file was before it was changed',
      { remote: modified(500), bases: [{ size: 3, md5: md5('B') }] },
      'put',
    ],
    [
      'a later one than may be overwritten',
      { remote: remote(md5('D')), known: known(md5('B')), approved: md5('C') },
      'conflict',
    ],
  ])('an upload over %s: %s', (_name, part, decision) => {
    const comparison = { local, remote: undefined, known: undefined, sent: undefined, approved: undefined, rules: {} };
    expect(compareObject({ ...comparison, ...part })).toBe(decision);
  });

  it.each<[string, Partial<UploadComparison>, boolean]>([
    ['nothing there', {}, true],
    ['the one that we put', { remote: remote(md5('B')), known: known(md5('B')) }, true],
    ['one without a record', { remote: remote(md5('B')) }, false],
    ['one that another author changed', { remote: remote(md5('C')), known: known(md5('B')) }, false],
    ['one that the user approved', { remote: remote(md5('C')), approved: md5('C') }, true],
    ['one that we may have put', { remote: remote(md5('C')), sent: { size: 3, etag: md5('C') } }, true],
  ])('whether an object may be deleted depends on: %s', (_name, part, expected) => {
    expect(mayDelete({ remote: undefined, known: undefined, sent: undefined, approved: undefined, ...part })).toBe(
      expected,
    );
  });
});
