import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toUrlPath } from '../../../../src/core/objectKey.js';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import {
  listPrefetchUrls,
  listRefreshUrls,
  listSamePaths,
  parseTypedPath,
} from '../../../../src/core/refresh/addresses.js';

const domain: CdnDomain = { name: 'img.example.com', status: 'online', type: 'web', sources: [], httpsOn: true };
const plain: CdnDomain = { ...domain, name: 'old.example.com', httpsOn: false };
const at = (...paths: readonly string[]) => paths.map((path) => ({ domain, path }));

describe('the URLs to refresh', () => {
  test.each([
    ['/', ['/', '/index.html']],
    ['/index.html', ['/index.html', '/']],
    ['/shop/', ['/shop/', '/shop/index.html']],
    ['/shop/index.html', ['/shop/index.html', '/shop/']],
    ['/shop/myindex.html', ['/shop/myindex.html']],
    ['/logo.png', ['/logo.png']],
  ])('the URLs to refresh of %s are %j', (path, wanted) => {
    expect(listSamePaths(path)).toEqual(wanted);
  });

  test('are listed once each, with the scheme of their domain', () => {
    const urls = listRefreshUrls([...at('/', '/index.html', '/a.css', '/a.css'), { domain: plain, path: '/a.css' }]);
    expect(urls).toEqual([
      'https://img.example.com/',
      'https://img.example.com/index.html',
      'https://img.example.com/a.css',
      'http://old.example.com/a.css',
    ]);
  });
});

test('a folder is prefetched by its index page, once', () => {
  expect(listPrefetchUrls(at('/', '/index.html', '/a.css'))).toEqual([
    'https://img.example.com/index.html',
    'https://img.example.com/a.css',
  ]);
});

describe('a typed path', () => {
  test.each([
    ['/img/logo.png', '/img/logo.png'],
    ['img/logo.png', '/img/logo.png'],
    ['  /img/logo.png ', '/img/logo.png'],
    ['https://img.example.com/a b.png?x=1', '/a%20b.png?x=1'],
    ['http://IMG.example.com/图.png#top', '/%E5%9B%BE.png'],
    ['/100%.png', '/100%25.png'],
    ['/a*b.png', '/a%2Ab.png'],
    ['', '/'],
    ['https://other.example.com/logo.png', undefined],
    ['https://img.example.com@evil.example/', undefined],
    ['//evil.example/x', '//evil.example/x'],
    ['https://', undefined],
  ])('the typed path %j becomes %j', (text, wanted) => {
    expect(parseTypedPath(text, domain)).toBe(wanted);
  });

  test('a typed path that is percent-encoded already is kept, whatever the key', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[^/.]+$/), { minLength: 1, maxLength: 4 }), (segments) => {
        fc.pre(segments.every((segment) => !/\p{Surrogate}/u.test(segment)));
        const path = toUrlPath(segments.join('/'));
        expect(parseTypedPath(path, domain)).toBe(path);
      }),
    );
  });
});
