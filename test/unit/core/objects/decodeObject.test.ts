import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeText, pictureNameOf, withoutEncoding } from '../../../../src/core/objects/decodeObject.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
/** 中文, in GBK. */
const gbk = Uint8Array.of(0xd6, 0xd0, 0xce, 0xc4);
const zip = (bytes: Uint8Array) => Uint8Array.from(gzipSync(bytes));
const limit = 1_000;

test.each([
  ['UTF-8', utf8('中文'), {}, '中文'],
  ['UTF-8 with a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), {}, 'a'],
  ['GBK without a charset', gbk, {}, '中文'],
  ['GBK with its charset', gbk, { 'content-type': 'text/html; charset=GBK' }, '中文'],
  ['UTF-8 with a wrong charset', utf8('é'), { 'content-type': 'text/html; charset=us-unknown' }, 'é'],
  ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x2d, 0x4e), {}, '中'],
  ['UTF-16, big-endian', Uint8Array.of(0xfe, 0xff, 0x4e, 0x2d), {}, '中'],
  ['nothing at all', new Uint8Array(), {}, ''],
  ['no text', Uint8Array.of(1, 0, 2), {}, undefined],
  ['bytes that fit no charset', Uint8Array.of(0x61, 0xff), {}, 'a\u{fffd}'],
])('text is read: %s', (_name, bytes, headers, text) => {
  expect(decodeText(bytes, headers)).toBe(text);
});

test('bytes are decoded, and kept where the encoding is missing, unknown or wrong', async () => {
  const plain = utf8('body {}');
  const read = async (bytes: Uint8Array<ArrayBuffer>, encoding?: string) =>
    new TextDecoder().decode(await withoutEncoding(bytes, encoding ? { 'content-encoding': encoding } : {}, limit));
  expect(await read(zip(plain), 'gzip')).toBe('body {}');
  expect(await read(zip(plain), ' X-GZIP')).toBe('body {}');
  expect(await read(plain)).toBe('body {}');
  expect(await read(plain, 'br')).toBe('body {}');
  expect(await read(plain, 'gzip')).toBe('body {}');
});

test('a small object that would become a large one is read up to its limit', async () => {
  const bomb = zip(new Uint8Array(10_000_000));
  const read = await withoutEncoding(bomb, { 'content-encoding': 'gzip' }, limit);
  expect(read.length).toBeGreaterThan(limit);
  expect(read.length).toBeLessThan(1_000_000);
});

test.each([
  ['img/logo.PNG', {}, 'logo.PNG'],
  ['icon.svg', {}, 'icon.svg'],
  ['avatar', { 'content-type': 'image/jpeg; q=1' }, 'avatar.jpg'],
  ['a.txt', { 'content-type': 'text/plain' }, undefined],
  ['png', {}, undefined],
])('the object %s with the headers %j is a picture of the name %s', (key, headers, name) => {
  expect(pictureNameOf(key, headers)).toBe(name);
});
