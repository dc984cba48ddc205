import { describe, expect, it } from 'vitest';
import { AppError, type ErrorKind } from '../../../../src/core/errors.js';
import { type Decision, decide, mayDelete, type Scene } from '../../../../src/core/publishing/decide.js';
import { type LedgerRecord, rulesText } from '../../../../src/core/publishing/ledger.js';
import { judge, pauseAfter } from '../../../../src/core/publishing/retryPolicy.js';

const md5 = (letter: string) => letter.repeat(32);
const local = { size: 3, md5: md5('A'), crc64: '11' };
const remote = (etag: string, more: Partial<Scene['remote']> = {}) => ({ size: 3, etag, headers: {}, ...more });
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
  it.each<[string, Partial<Scene>, Decision]>([
    ['nothing there', {}, 'create'],
    ['nothing there that we knew', { known: known(md5('B')) }, 'conflict'],
    ['nothing there, as the person saw', { known: known(md5('B')), approved: '' }, 'create'],
    ['nothing there since we deleted it', { known: known(md5('B')), sent: { size: 0, removed: true } }, 'create'],
    ['nothing there yet of what we make', { known: known(md5('B')), sent: { size: 3, etag: md5('A') } }, 'create'],
    [
      'nothing there in place of what we replaced',
      { known: known(md5('B')), sent: { size: 3, etag: md5('A'), over: md5('B') } },
      'conflict',
    ],
    ['the same by MD5', { remote: remote(md5('A')) }, 'unchanged'],
    ['the same by MD5 in lower case', { remote: remote(md5('a')) }, 'unchanged'],
    ['the same by CRC-64, made of parts', { remote: remote('X-2', { crc64: '11' }) }, 'unchanged'],
    ['another size with the same CRC-64', { remote: remote('X-2', { crc64: '11', size: 4 }) }, 'put'],
    ['the same but for a header', { remote: remote(md5('A')), rules: { 'cache-control': 'no-cache' } }, 'headers'],
    [
      'the same with the header',
      { remote: remote(md5('A'), { headers: { 'cache-control': 'x', etag: 'y' } }), rules: { 'cache-control': 'x' } },
      'unchanged',
    ],
    [
      'the same with a header that is not told, as we set it',
      {
        remote: remote(md5('A'), { hidden: ['content-disposition'] }),
        known: { ...known(md5('A')), rules: rulesText({ 'content-disposition': 'inline' }) },
        rules: { 'content-disposition': 'inline' },
      },
      'unchanged',
    ],
    [
      'the same with a header that is not told, as another rule set it',
      {
        remote: remote(md5('A'), { hidden: ['content-disposition'] }),
        known: { ...known(md5('A')), rules: rulesText({ 'content-disposition': 'attachment' }) },
        rules: { 'content-disposition': 'inline' },
      },
      'headers',
    ],
    [
      'what somebody else put with a header that is not told',
      {
        remote: remote(md5('A'), { hidden: ['content-disposition'] }),
        known: { ...known(md5('B')), rules: rulesText({ 'content-disposition': 'inline' }) },
        rules: { 'content-disposition': 'inline' },
      },
      'headers',
    ],
    ['another one that was never seen', { remote: remote(md5('B')) }, 'put'],
    ['the one that we put', { remote: remote(md5('B')), known: known(md5('B')) }, 'put'],
    ['one that somebody else put', { remote: remote(md5('C')), known: known(md5('B')) }, 'conflict'],
    [
      'one that we may have put without hearing of it',
      { remote: remote(md5('C')), known: known(md5('B')), sent: { size: 3, etag: md5('C') } },
      'put',
    ],
    [
      'parts that we may have put without hearing of it',
      { remote: remote('X-2', { crc64: '7' }), known: known(md5('B')), sent: { size: 3, crc64: '7' } },
      'put',
    ],
    ['ours, broken', { remote: remote(md5('C')), known: known(md5('B')), sent: { size: 3, corrupt: true } }, 'put'],
    ['one that may be overwritten', { remote: remote(md5('C')), known: known(md5('B')), approved: md5('C') }, 'put'],
    ['one that was never known, as the person saw it', { remote: remote(md5('C')), approved: md5('C') }, 'put'],
    ['one put since the person saw another', { remote: remote(md5('C')), approved: md5('B') }, 'conflict'],
    ['one put since the person saw none', { remote: remote(md5('C')), approved: '' }, 'conflict'],
    [
      'a later one than may be overwritten',
      { remote: remote(md5('D')), known: known(md5('B')), approved: md5('C') },
      'conflict',
    ],
  ])('%s: %s', (_name, part, decision) => {
    const scene = { local, remote: undefined, known: undefined, sent: undefined, approved: undefined, rules: {} };
    expect(decide({ ...scene, ...part })).toBe(decision);
  });

  it.each<[string, Partial<Scene>, boolean]>([
    ['nothing there', {}, true],
    ['the one that we put', { remote: remote(md5('B')), known: known(md5('B')) }, true],
    ['one that we never saw', { remote: remote(md5('B')) }, false],
    ['one that somebody changed', { remote: remote(md5('C')), known: known(md5('B')) }, false],
    ['one that the person gave free', { remote: remote(md5('C')), approved: md5('C') }, true],
    ['one that we may have put', { remote: remote(md5('C')), sent: { size: 3, etag: md5('C') } }, true],
  ])('may delete %s', (_name, part, expected) => {
    expect(mayDelete({ remote: undefined, known: undefined, sent: undefined, approved: undefined, ...part })).toBe(
      expected,
    );
  });
});

describe('judge', () => {
  it.each<[ErrorKind, number, ReturnType<typeof judge>]>([
    ['throttled', 0, 'retry'],
    ['unavailable', 10, 'retry'],
    ['unavailable', 11, 'fail'],
    ['offline', 1_000, 'blocked'],
    ['expiredCredentials', 1_000, 'blocked'],
    ['clockSkewed', 1_000, 'blocked'],
    ['corruptUpload', 0, 'retry'],
    ['quotaExceeded', 0, 'quota'],
    ['forbidden', 0, 'fail'],
    ['publicEndpointForbidden', 0, 'fail'],
    ['badFile', 0, 'fail'],
  ])('%s after %i others: %s', (kind, attempts, verdict) => {
    expect(judge(new AppError(kind), attempts)).toBe(verdict);
  });

  it('tries a file again that changed while it was read', () => {
    expect(judge(new AppError('badFile', { code: 'changed' }), 0)).toBe('retry');
  });

  it('waits longer each time, to a limit', () => {
    const pauses = [0, 1, 2, 20].map((attempts) => pauseAfter(attempts, 'retry', 0.5));
    expect([...pauses, pauseAfter(20, 'blocked', 0.5)]).toEqual([1_000, 2_000, 4_000, 300_000, 30_000]);
  });
});
