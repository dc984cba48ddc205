import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../../scripts/ensure.mjs';
import { proposeSite } from '../../../../src/core/delivery/readFolder.js';
import { compareLinks, hasLinks, isBroken, linksText, readLinks } from '../../../../src/core/delivery/siteLinks.js';

type Files = Readonly<Record<string, string>>;

const domain = 'www.example.com';

function compare(files: Files, routes = false) {
  const written = Object.entries(files).flatMap(([path, text]) => (hasLinks(path) ? readLinks(path, text) : []));
  return compareLinks(written, new Set(Object.keys(files)), { domain, routes });
}

const none = { missing: [], otherCase: [], otherHost: [] };

describe('links of builds', () => {
  const folder = join(root, 'test/fixtures/builds');
  const bases: Readonly<Record<string, string>> = { 'astro-base.json': 'docs/', 'vite-app.json': 'app/' };
  for (const name of readdirSync(folder)) {
    const base = bases[name];
    it(`has ${base === undefined ? 'no link that does not work' : 'the base path'} in ${name}`, () => {
      const { files }: { files: Files } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      const { site } = proposeSite({ paths: Object.keys(files) }, { name: domain, httpsOn: false });
      const links = compare(files, site.type === 'spa');
      expect(links).toEqual({ ...none, ...(base !== undefined && { base }), loaded: links.loaded });
      expect(isBroken(links)).toBe(base !== undefined);
    });
  }
});

it.each([
  ['docusaurus', 'assets/'],
  ['next', '_next/static/'],
  ['vite', 'assets/'],
])('the build of %s is broken while %s is not written yet', (name, unwritten) => {
  const { files }: { files: Files } = JSON.parse(readFileSync(join(root, `test/fixtures/builds/${name}.json`), 'utf8'));
  const written = Object.entries(files).filter(([path]) => !path.startsWith(unwritten));
  expect(isBroken(compare(Object.fromEntries(written)))).toBe(true);
});

describe('links that do not work', () => {
  const page = (body: string) => ({ 'index.html': body });

  it.each<[string, Files, object]>([
    ['a script below a base path', { ...page('<script src="/docs/a.js"></script>'), 'a.js': '' }, { base: 'docs/' }],
    ['a deeper base path', { ...page('<script src="/me/docs/x/a.js"></script>'), 'x/a.js': '' }, { base: 'me/docs/' }],
    [
      'a base path, and a file that is missing below it',
      { ...page('<script src="/d/a.js"></script><img src="/d/b.png"><img src="/d/c.png">'), 'a.js': '', 'c.png': '' },
      { base: 'd/', missing: [{ from: 'index.html', to: 'd/b.png' }] },
    ],
    ['a page that is missing', page('<a href="/blog/">'), { missing: [{ from: 'index.html', to: 'blog/' }] }],
    ['a style sheet', page('<link rel=stylesheet href=a.css>'), { missing: [{ from: 'index.html', to: 'a.css' }] }],
    ['a module', page('<link rel="modulepreload" href="/m.js">'), { missing: [{ from: 'index.html', to: 'm.js' }] }],
    [
      'candidates of a picture',
      { ...page('<img srcset="/a,b.png 1x, /c.png 2x">'), 'a,b.png': '' },
      { missing: [{ from: 'index.html', to: 'c.png' }] },
    ],
    ...[
      '<link rel="preload" as="image" imagesrcset="/c.png 2x">',
      '<object data="c.png"></object>',
      '<style>p{background:url(/c.png)}</style>',
      '<p style="background:url(c.png)">',
      '<script>"<!--"</script><img src="/c.png">',
      '<style></script></style><img src="/c.png">',
    ].map((body): [string, Files, object] => [body, page(body), { missing: [{ from: 'index.html', to: 'c.png' }] }]),
    [
      'candidates without a space between them',
      { ...page('<img srcset="/b.png 1x,/c.png 2x">'), 'b.png': '' },
      { missing: [{ from: 'index.html', to: 'c.png' }] },
    ],
    [
      'symbols of pictures',
      page('<svg><use href="a.svg#x"/><image xlink:href="b.svg"/></svg>'),
      {
        missing: [
          { from: 'index.html', to: 'a.svg' },
          { from: 'index.html', to: 'b.svg' },
        ],
      },
    ],
    [
      'an imported style sheet',
      { ...page('<link rel="stylesheet" href="a.css">'), 'a.css': '@import url(c.css);@import "b.css";', 'c.css': '' },
      { missing: [{ from: 'a.css', to: 'b.css' }] },
    ],
    [
      'a picture of a style sheet',
      { ...page('<link rel="stylesheet" href="css/a.css">'), 'css/a.css': 'a{background:url( "../b.png" )}' },
      { missing: [{ from: 'css/a.css', to: 'b.png' }] },
    ],
    [
      'capitals',
      { ...page('<img src="/Logo.PNG"><a href="/About">'), 'logo.png': '', 'about.html': '' },
      {
        otherCase: [
          { from: 'index.html', to: 'Logo.PNG' },
          { from: 'index.html', to: 'About' },
        ],
      },
    ],
    [
      'a file on another host',
      { ...page('<script src="http://localhost:3000/a.js"></script>'), 'a.js': '' },
      { otherHost: [{ from: 'index.html', to: 'localhost:3000/a.js' }] },
    ],
  ])('finds %s', (_name, files, found) => {
    const links = compare(files);
    expect(links).toEqual({ ...none, ...found, loaded: links.loaded });
    expect(linksText(links).length).toBe(Object.keys(found).length);
  });

  it.each<[string, Files]>([
    ['links to other sites', page('<a href="https://example.org/a"><img src="//cdn.example.org/b.png">')],
    [
      'links to a place in the page, a mail address or data',
      page('<a href="#x"><a href="mailto:a@b"><img src="data:,">'),
    ],
    ['links in comments and scripts', page('<!-- <img src="/a.png"> --><script>"<img src=/b.png>"</script>')],
    ['links relative to the page', { 'a/index.html': '<img src="b.png">', 'a/b.png': '' }],
    ['links relative to the base element', { ...page('<base href="/a/"><img src="b.png">'), 'a/b.png': '' }],
    ['entities and escapes', { ...page('<img src="/a&amp;b%20c.png?v=1#x">'), 'a&b c.png': '' }],
    ['links by the name of the domain', { ...page(`<img src="https://${domain}/a.png">`), 'a.png': '' }],
    ['an unreadable escape', { ...page('<img src="/%zz.png">'), '%zz.png': '' }],
    ['numeric references', { ...page('<img src="/a&#x27;b&#39;c.png">'), "a'b'c.png": '' }],
    ['tags in attributes', page('<p title="<img src=/a.png>">')],
    ['styles of the page', page('<style>a::after{content:"<img src=/b.png>"}</style>')],
    ['links of a page whose path has other signs', { 'a#b?/c:d.html': '<img src="e.png">', 'a#b?/e.png': '' }],
    ['texts', page('<title><img src=/a.png></title><textarea><img src=/a.png></textarea>')],
    ['an open comment', page('<!-- <img src="/a.png">')],
    ['an open tag', page('<img src="/a.png"')],
    ['a canonical link', page('<link rel="canonical" href="https://www.example.com/gone">')],
  ])('leaves out %s', (_name, files) => {
    expect(compare(files)).toMatchObject(none);
  });

  it('reads a page of open tags, comments and quotes in linear time', () => {
    for (const piece of [
      '<',
      '<a ',
      '<style>',
      '<title></title',
      '<!--',
      '<a "',
      '<a \'<b "',
      '<script ',
      '<img src=',
      'a="',
    ]) {
      expect(compare(page(piece.repeat(200_000)))).toMatchObject(none);
    }
    expect(compare(page(`<a ${'a'.repeat(1_000_000)}>`))).toMatchObject(none);
    expect(compare({ 'a.css': '/* '.repeat(200_000) })).toMatchObject(none);
  });

  it('leaves out the routes of a single-page app, but not its files', () => {
    const files = page('<a href="/any"><script src="/gone.js"></script>');
    expect(compare(files, true).missing).toEqual([{ from: 'index.html', to: 'gone.js' }]);
  });
});
