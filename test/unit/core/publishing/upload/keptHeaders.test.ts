import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { headersFor } from '../../../../../src/core/publishing/upload/uploadHeaders.js';

const text = Buffer.from('body { color: red } /* 中文 */');
const packed = Buffer.from([0x8b, 0x02, 0x80, 0xff, 0xfe, 0x03]);

function kept(headers: Record<string, string>, body?: Uint8Array, rules: Record<string, string> = {}) {
  const remote = { size: 1, etag: 'A', headers: { etag: '"A"', 'content-length': '1', ...headers } };
  return headersFor(remote, rules, { contentType: 'text/css', ...(body && { body }) });
}

describe('headersFor', () => {
  it('sets the type of a new object by its name, and the headers of the rules', () => {
    const start = { contentType: 'text/css', body: text };
    expect(headersFor(undefined, { 'cache-control': 'no-cache' }, start)).toEqual({
      'content-type': 'text/css',
      'cache-control': 'no-cache',
    });
  });

  it.each([
    ['its type', { 'content-type': 'text/plain' }],
    ['what pages say of it', { 'x-oss-meta-author': 'me', 'content-language': 'zh' }],
    ['another storage class than the usual', { 'x-oss-storage-class': 'IA' }],
    ['how OSS encrypts it', { 'x-oss-server-side-encryption': 'KMS', 'x-oss-server-side-encryption-key-id': 'k' }],
  ])('keeps %s, unless a rule says otherwise', (_name, headers) => {
    expect(kept(headers, text)).toEqual(headers);
    const [name = ''] = Object.keys(headers);
    expect(kept(headers, text, { [name]: 'other' })).toEqual({ ...headers, [name]: 'other' });
  });

  it.each([
    ['gzip', gzipSync('x'), true],
    ['gzip', text, false],
    ['gzip', packed, false],
    ['br', packed, true],
    ['br', text, false],
    ['br', gzipSync('x'), false],
    ['br', Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0xff]), false],
    ['br', undefined, true],
    ['gzip', undefined, true],
  ])('Content-Encoding %s is kept only while the content is still encoded that way', (encoding, body, expected) => {
    expect(kept({ 'content-encoding': encoding }, body)).toEqual(expected ? { 'content-encoding': encoding } : {});
  });
});
