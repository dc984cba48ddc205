import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObjectKey, listUrlPaths, toCdnUrl, toObjectKey, toUrlPath } from '../../../src/core/objectKey.js';
import { pathFlavours } from '../../support/pathFlavours.js';

const segment = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((text) => !/[/\\]/.test(text) && text !== '.' && text !== '..');
const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));

describe('object keys', () => {
  it.each([
    ['', 'index.html', 'index.html'],
    ['site/', 'a/b c.png', 'site/a/b c.png'],
    ['', '中文/图.png', '中文/图.png'],
    ['', 'x?acl', 'x?acl'],
    ['', '', undefined],
    ['', '../up', undefined],
    ['', 'a//b', undefined],
    ['', './a', undefined],
    ['', '/a', undefined],
    ['', '\\a', undefined],
    ['', '\ud800', undefined],
    ['', 'a'.repeat(1023), 'a'.repeat(1023)],
    ['', 'a'.repeat(1024), undefined],
    ['', '图'.repeat(341), '图'.repeat(341)],
    ['', '图'.repeat(342), undefined],
  ])('the object key of the prefix %j and the path %j', (prefix, relative, key) => {
    expect(toObjectKey(prefix, relative)).toBe(key);
  });

  it.each(
    pathFlavours.flatMap(({ name, toPath, toLabel }) =>
      [
        ['', 'index.html', 'index.html'],
        ['site/', 'a/b c.png', 'site/a/b c.png'],
        ['site/', '中文/图.png', 'site/中文/图.png'],
        ['', 'x?acl', 'x?acl'],
        ['', '../up', undefined],
        ['', 'a/../../site2/b', undefined],
        ['', `a/${'b'.repeat(1022)}`, undefined],
      ].map(([prefix, relative, key]) => ({ name, toPath, toLabel, prefix, relative, key })),
    ),
  )('a file $relative on disk with paths of $name has the key $key', ({ toPath, toLabel, prefix, relative, key }) => {
    const label = toLabel(toPath(relative ?? ''));
    expect(label === undefined ? undefined : toObjectKey(prefix ?? '', label)).toBe(key);
  });

  it('converts any path to a URL and back', () => {
    fc.assert(
      fc.property(path, (relative) => {
        const key = toObjectKey('', relative);
        fc.pre(key !== undefined);
        const url = new URL(toCdnUrl({ name: 'img.example.com', httpsOn: true }, key));
        expect(url.search + url.hash).toBe('');
        expect(decodeURIComponent(url.pathname)).toBe(`/${relative}`);
      }),
    );
  });

  it('writes only unreserved characters, escapes and slashes', () => {
    fc.assert(
      fc.property(path, (relative) => {
        expect(toUrlPath(relative)).toMatch(/^\/([A-Za-z0-9\-._~/]|%[0-9A-F]{2})*$/);
      }),
    );
  });

  it('different object keys have different URLs', () => {
    fc.assert(
      fc.property(path, path, (left, right) => {
        expect(toUrlPath(left) === toUrlPath(right)).toBe(left === right);
      }),
    );
  });

  it('encodes what RFC 3986 reserves', () => {
    expect(toUrlPath("a!'()*+%#? ü/b")).toBe('/a%21%27%28%29%2A%2B%25%23%3F%20%C3%BC/b');
    expect(toCdnUrl({ name: 'img.example.com', httpsOn: false }, 'a b')).toBe('http://img.example.com/a%20b');
  });

  it('the URLs of an index page include its folder', () => {
    expect(listUrlPaths('index.html')).toEqual(['/index.html', '/']);
    expect(listUrlPaths('a b/index.html')).toEqual(['/a%20b/index.html', '/a%20b/']);
    expect(listUrlPaths('myindex.html')).toEqual(['/myindex.html']);
  });

  it('an object key may end with a slash but not begin with one, nor be empty or have NUL in it', () => {
    expect(['a/', '/a', '', 'a\0b', '\u0001'].filter(isObjectKey)).toEqual(['a/', '\u0001']);
  });
});
