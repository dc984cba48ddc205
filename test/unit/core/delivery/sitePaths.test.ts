import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isServedBy,
  listLinks,
  parseRobots,
  parseSitemap,
  toOwnPath,
} from '../../../../src/core/delivery/readPresentSite.js';

const host = 'www.example.com';
const base = `https://${host}/docs/`;

describe('the path of an address', () => {
  it.each([
    ['/about/', '/about/'],
    ['guide.html?v=1#top', '/docs/guide.html'],
    ['https://WWW.example.com/a%20b', '/a%20b'],
    ['//www.example.com/x', '/x'],
    ['http://www.example.com/x', '/x'],
    ['../up', '/up'],
    ['../../../../etc/passwd', '/etc/passwd'],
    ['%2e%2e/secret', '/secret'],
    ['/中文/', '/%E4%B8%AD%E6%96%87/'],
  ])('%s is %s', (address, path) => {
    expect(toOwnPath(address, base, host)).toBe(path);
  });

  it.each([
    'https://evil.example.com/x',
    'https://www.example.com.evil.example/x',
    'https://www.example.com:8443/x',
    'https://user:pass@www.example.com/x',
    'mailto:a@example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://',
    '/a%2f..%2f..%2fetc',
    '/a%5cb',
    '/a%00b',
    '/a%0d%0ab',
    '/%ff',
    '/a//b',
    `/${'a'.repeat(2_000)}`,
  ])('%s is not a path of the host', (address) => {
    expect(toOwnPath(address, base, host)).toBeUndefined();
  });
});

describe('the links of a page', () => {
  it.each([
    ['<a href="/a">A</a><img src=/b.png><script src=\'/c.js\'></script>', ['/a', '/b.png', '/c.js']],
    ['<a class="x" HREF = "/a?x=1&amp;y=2">', ['/a']],
    ['<a href="https://other.example/x"><a href="/a"><a href="/a#b">', ['/a']],
    ['<a href="/unclosed><p>text <a href="/b">', ['/b']],
    ['<a href=', []],
    ['', []],
  ])('of %s are %j', (html, links) => {
    expect(listLinks(html, base, host)).toEqual(links);
  });

  it('of a page full of links are limited in number', () => {
    const html = Array.from({ length: 9_000 }, (_, at) => `<a href="/p${at}">`).join('');
    expect(listLinks(html, base, host)).toHaveLength(2_000);
  });

  it('and sitemaps are parsed from any text, always as paths of the host', () => {
    const text = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom('<a href="', '<loc>', '</loc>', 'Sitemap: ', '../', '"', ' src=', '//', '\n'),
      ),
    );
    fc.assert(
      fc.property(text, (parts) => {
        const given = parts.join('');
        const { pages, sitemaps } = parseSitemap(given, base, host);
        for (const path of [
          ...listLinks(given, base, host),
          ...parseRobots(given, base, host),
          ...pages,
          ...sitemaps,
        ]) {
          expect(path.startsWith('/')).toBe(true);
          expect(path.split('/')).not.toContain('..');
        }
      }),
    );
  });
});

describe('robots.txt and sitemaps', () => {
  it('list the sitemaps of the host', () => {
    const text =
      'User-agent: *\nDisallow: /private\nSitemap: https://www.example.com/map.xml\r\nsitemap: https://cdn.example.net/x.xml\n';
    expect(parseRobots(text, base, host)).toEqual(['/map.xml']);
  });

  it('list pages, or further sitemaps', () => {
    const locs = '<url><loc> https://www.example.com/a </loc></url><url><loc>https://evil.example/b</loc></url>';
    expect(parseSitemap(`<urlset>${locs}</urlset>`, base, host)).toEqual({ pages: ['/a'], sitemaps: [] });
    expect(parseSitemap(`<sitemapindex xmlns="x">${locs}</sitemapindex>`, base, host)).toEqual({
      pages: [],
      sitemaps: ['/a'],
    });
  });
});

describe('answers of a new site', () => {
  const keys = new Set(['index.html', 'blog/index.html', 'a b.html', 'v1.2/index.html', 'app.js']);
  it.each([
    ['/', 'website', true],
    ['/', 'downloads', false],
    ['/', undefined, false],
    ['/blog/', 'website', false],
    ['/blog/', 'docs', true],
    ['/blog', 'docs', true],
    ['/blog/index.html', 'website', true],
    ['/a%20b.html', 'website', true],
    ['/v1.2/', 'docs', true],
    ['/v1.2', 'docs', false],
    ['/none/', 'docs', false],
    ['/any/route', 'spa', true],
    ['/any/route.js', 'spa', false],
    ['/app.js', 'spa', true],
    ['/APP.js', 'website', false],
  ] as const)('at %s as %s: %s', (path, type, isServed) => {
    expect(isServedBy(path, { keys, site: type && { type } })).toBe(isServed);
  });
});
