import { expect, test } from 'vitest';
import {
  headerBytes,
  headerLabel,
  headerRefusal,
  headerText,
  listOwnHeaders,
  sameHeaders,
  toMetaName,
  withChange,
} from '../../../../src/core/oss/objectHeaders.js';

test('the headers that the owner sets are the standard ones and the metadata', () => {
  const headers = {
    'x-oss-meta-b': '1',
    'content-type': 'a/b',
    'x-oss-storage-class': 'IA',
    'x-oss-server-side-encryption': 'KMS',
    etag: '1',
    expires: 'x',
  };
  expect(Object.keys(listOwnHeaders({ headers }))).toEqual(['content-type', 'expires', 'x-oss-meta-b']);
});

test('a change sets and removes headers', () => {
  const changed = withChange({ a: '1', b: '2' }, { a: undefined, c: '3' });
  expect(changed).toEqual({ b: '2', c: '3' });
  expect([
    sameHeaders(changed, { c: '3', b: '2' }),
    sameHeaders(changed, { b: '2' }),
    sameHeaders({}, changed),
  ]).toEqual([true, false, false]);
});

test.each(['plain', '中文 📄', 'é'])('a value is sent as bytes of UTF-8 and read back: %s', (text) => {
  expect([...headerBytes(text)].every((each) => each <= 'ÿ')).toBe(true);
  expect(headerText(headerBytes(text))).toBe(text);
});

test('bytes that are no UTF-8 are shown as Latin-1', () => expect(headerText('caf\xe9')).toBe('café'));

test.each([
  ['author', 'x-oss-meta-author'],
  [' X-OSS-Meta-Author ', 'x-oss-meta-author'],
  ['a_b', undefined],
  ['', undefined],
  ['x-oss-meta-', undefined],
  ['名', undefined],
])('the name of metadata %j is %s', (text, name) => expect(toMetaName(text)).toBe(name));

test.each([
  ['cache-control', 'Cache-Control'],
  ['expires', 'Expires'],
  ['x-oss-meta-a', 'x-oss-meta-a'],
])('the header %s is written %s', (name, label) => expect(headerLabel(name)).toBe(label));

test.each([
  ['cache-control', 'max-age=60', true],
  ['cache-control', ' max-age=60', false],
  ['cache-control', 'a\r\nx-evil: 1', false],
  ['cache-control', '中', false],
  ['x-oss-meta-a', '中', true],
  ['x-oss-meta-a', 'x'.repeat(8_193), false],
  ['content-type', 'text/html; charset=utf-8', true],
  ['content-type', 'html', false],
  ['content-disposition', "attachment; filename*=UTF-8''%E6%96%87.pdf", true],
  ['expires', 'Wed, 21 Oct 2026 07:28:00 GMT', true],
  ['expires', 'soon', false],
])('the header %s accepts %j: %s', (name, text, isAccepted) => {
  expect(headerRefusal(name, text) === undefined).toBe(isAccepted);
});
