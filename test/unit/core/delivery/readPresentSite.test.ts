import { expect, it } from 'vitest';
import { readPresentSite } from '../../../../src/core/delivery/readPresentSite.js';
import type { EdgeAnswer, EdgePort } from '../../../../src/core/ports/probe.js';

const host = 'www.example.com';
const docs = { type: 'docs' } as const;

type Served = Readonly<Record<string, string | { readonly to: string } | number>>;

/** A web server at the name: pages by their paths, after the scheme where they differ; tells what it was asked. */
function serve(pages: Served) {
  const asked: string[] = [];
  const edge: EdgePort = {
    probe: async ({ connectTo, name, path, maxBytes, scheme = 'https' }, signal) => {
      signal.throwIfAborted();
      expect({ connectTo, name }).toEqual({ connectTo: host, name: host });
      asked.push(`${scheme} ${path}`);
      return toAnswer(pages[`${scheme} ${path}`] ?? pages[path] ?? 404, maxBytes);
    },
  };
  return { asked, edge };
}

function toAnswer(page: Served[string], maxBytes: number): EdgeAnswer {
  const known = { outcome: 'answered', headers: {}, durationMs: 1 } as const;
  if (page === 0) return { ...known, outcome: 'unreachable' };
  if (typeof page === 'number') return { ...known, status: page };
  if (typeof page === 'object') return { ...known, status: 301, headers: { location: page.to } };
  return { ...known, status: 200, body: new TextEncoder().encode(page).slice(0, maxBytes) };
}

const read = (edge: EdgePort, keys: readonly string[], signal = new AbortController().signal) =>
  readPresentSite(edge, host, { keys: new Set(keys), site: docs }, signal);

it('paths of the home page, robots.txt and the sitemap that the folder lacks are named if they answer today', async () => {
  const { edge } = serve({
    '/': '<a href="/blog/">Blog</a><a href="/shop">Shop</a><a href="/gone">Gone</a><a href="https://evil.example/x">',
    '/robots.txt': 'Sitemap: https://www.example.com/maps.xml',
    '/maps.xml': '<sitemapindex><loc>https://www.example.com/pages.xml</loc></sitemapindex>',
    '/pages.xml': '<urlset><loc>https://www.example.com/old/page.html</loc></urlset>',
    '/blog/': 'x',
    '/shop': 'x',
    '/old/page.html': 'x',
  });
  expect(await read(edge, ['index.html', 'blog/index.html'])).toEqual({
    scheme: 'https',
    status: 200,
    told: 8,
    lacking: ['/maps.xml', '/old/page.html', '/pages.xml', '/robots.txt', '/shop'],
    unasked: 0,
  });
});

it('a site without https is read over http', async () => {
  const { edge } = serve({ 'https /': 0, 'http /': '<a href="/a.html">', 'http /a.html': 'x' });
  expect(await read(edge, ['index.html'])).toMatchObject({ scheme: 'http', lacking: ['/a.html'] });
});

it('redirects are followed on the same host only', async () => {
  const inside = serve({ '/': { to: '/en/' }, '/en/': '<a href="x.html">', '/en/x.html': 'x' });
  expect(await read(inside.edge, ['index.html'])).toMatchObject({ lacking: ['/en/', '/en/x.html'] });
  const outside = serve({ '/': { to: 'https://other.example/' } });
  expect(await read(outside.edge, ['index.html'])).toBeUndefined();
  const circle = serve({ '/': { to: '/a' }, '/a': { to: '/' } });
  expect(await read(circle.edge, ['index.html'])).toBeUndefined();
  expect(circle.asked.length).toBeLessThanOrEqual(8);
});

it('at most 50 requests are made, one after the other, whatever the site returns', async () => {
  const links = Array.from({ length: 500 }, (_, at) => `<a href="/p${at}.html">`).join('');
  const dead = serve({ '/': links });
  const found = await read(dead.edge, ['index.html']);
  expect(dead.asked).toHaveLength(50);
  expect(found).toMatchObject({ lacking: [], told: 501 });
  expect(found?.unasked).toBeGreaterThan(400);
});

it('at most 20 missing paths are named', async () => {
  const names = Array.from({ length: 40 }, (_, at) => `/p${at}.html`);
  const { edge } = serve({
    '/': names.map((name) => `<a href="${name}">`).join(''),
    ...Object.fromEntries(names.map((name) => [name, 'x'])),
  });
  expect(await read(edge, ['index.html'])).toMatchObject({ unasked: 20 });
  expect((await read(edge, ['index.html']))?.lacking).toHaveLength(20);
});

it('a name that serves nothing has no present site', async () => {
  expect(await read(serve({ '/': 0 }).edge, [])).toBeUndefined();
  expect(await read(serve({ '/': 502 }).edge, [])).toBeUndefined();
});

it('reading ends with its signal', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(read(serve({ '/': 'x' }).edge, [], stop.signal)).rejects.toThrow();
});
