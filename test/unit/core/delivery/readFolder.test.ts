import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostSiteFiles, proposeSite, type SiteFiles } from '../../../../src/core/delivery/readFolder.js';

const host = { name: 'www.example.com', httpsOn: false };
const read = (files: SiteFiles | readonly string[]) => proposeSite('paths' in files ? files : { paths: files }, host);

const vite = ['assets/index-4f3a9b2c.js', 'assets/index-B1wrgTda.css', 'index.html', 'favicon.ico'];
const page404 = 'http://www.example.com/404.html';

describe('the site type that fits files', () => {
  it.each<[string, readonly string[], object, object]>([
    ['one page at the top', ['index.html', 'style.css'], { type: 'website' }, { kind: 'page' }],
    ['pages without folders', ['index.html', 'about.html', 'app.js'], { type: 'website' }, { kind: 'page' }],
    [
      'pages in folders, and one for what is missing',
      [...vite, 'blog/index.html', 'blog/a/index.html', '404.html'],
      { type: 'docs', notFoundPage: page404 },
      { kind: 'folders', folders: 2, files: 7, cached: { hashed: 2, page: 4, other: 1 }, hasNotFound: true },
    ],
    ['pages in folders alone', ['docs/index.html', 'logo.png'], { type: 'docs' }, { kind: 'folders', folders: 1 }],
    [
      'one page with hashed scripts',
      vite,
      { type: 'spa' },
      { kind: 'app', cached: { hashed: 2, page: 1, other: 1 }, hasNotFound: false },
    ],
    [
      'one page with hashed scripts and 200.html',
      [...vite, '200.html', '404.html'],
      { type: 'spa', routes: { fallback: '200.html' } },
      { kind: 'app' },
    ],
    ['one page with hashed styles alone', ['index.html', 'a/x-4f3a9b2c.css'], { type: 'website' }, { kind: 'page' }],
    [
      'hashed scripts and a page of their own for what is missing',
      [...vite, '404.html'],
      { type: 'website', notFoundPage: page404 },
      { kind: 'page', hasNotFound: true },
    ],
    ['hashed scripts and a second page', [...vite, 'about.html'], { type: 'website' }, { kind: 'page' }],
    ['a page deeper than the top', [...vite, 'old/a.htm'], { type: 'website' }, { kind: 'page' }],
    ['pages without a first one', ['a.html', 'b.html'], { type: 'website' }, { kind: 'pages' }],
    [
      'only a page for what is missing',
      ['404.html', 'a.zip'],
      { type: 'website', notFoundPage: page404 },
      { kind: 'pages', hasNotFound: true },
    ],
    ['files without a page', ['setup.exe', 'img/a.png'], { type: 'downloads' }, { kind: 'noPages', files: 2 }],
    ['nothing', [], { type: 'website' }, { kind: 'nothing', files: 0 }],
  ])('%s', (_name, paths, site, reason) => {
    expect(read(paths)).toEqual({ site, reason: expect.objectContaining(reason) });
  });

  it('is an app where 404.html is a copy of the index page, as for hosts that serve routes by it', () => {
    const paths = [...vite, '404.html'];
    expect(read({ paths, isSamePage: true }).site).toEqual({ type: 'spa' });
    const single = { paths: ['index.html', '404.html', 'bundle.js'], isSamePage: true };
    expect(read(single).site).toEqual({ type: 'spa' });
    expect(read({ paths: [...paths, 'blog/index.html'], isSamePage: true }).site).toEqual({
      type: 'spa',
      routes: { folders: ['blog'] },
    });
  });

  it('is a website where the files could not be read, or the index page may not have been listed', () => {
    const unread = { site: { type: 'website' }, reason: { kind: 'unread' } };
    expect(proposeSite(undefined, host)).toMatchObject(unread);
    expect(read({ paths: ['a.png'], isCut: true })).toMatchObject(unread);
    expect(read({ paths: ['index.html'], isCut: true }).reason.kind).toBe('page');
  });

  it('has its not-found page over HTTPS where the domain has HTTPS, and no such page for a wildcard', () => {
    const paths = ['index.html', '404.html'];
    expect(proposeSite({ paths }, { ...host, httpsOn: true }).site.notFoundPage).toBe(`https:${page404.slice(5)}`);
    expect(proposeSite({ paths }, { name: '.example.com', httpsOn: false }).site).toEqual({ type: 'website' });
  });
});

describe('a name with a hash', () => {
  const isApp = (script: string) => read(['index.html', script]).reason.kind === 'app';

  it.each([
    'assets/index-4f3a9b2c.js',
    'assets/index-B1wrgTda.js',
    'assets/index-BX3k9_aZ.mjs',
    'static/js/main.073c9b0a.chunk.js',
    'main.7e1c9c2f4d1f1b9a.js',
    'main-5J3KQ2VX.js',
    'chunk-kt9nqx4d.js',
    '_app/immutable/entry/start.3f2a9c1b.min.js',
  ])('is %s', (name) => expect(isApp(name)).toBe(true));

  it.each([
    'app.js',
    'jquery-3.7.1.min.js',
    'bundle-20240601.js',
    'service-worker.js',
    'a-big-tree.js',
    'page-Settings.js',
    'part-chapter1.js',
    'lib/view.template.js',
    'x.deadbeef',
  ])('is not %s', (name) => expect(isApp(name)).toBe(false));
});

describe('many files', () => {
  const many = Array.from({ length: 3 * mostSiteFiles }, (_, at) => `assets/deep/file-${at}.png`);

  it('are sampled, and files at the top count wherever they are in the list', () => {
    const { site, reason } = read([...many, 'index.html', '404.html', 'blog/index.html']);
    expect({ site, reason }).toEqual({
      site: { type: 'website', notFoundPage: page404 },
      reason: {
        kind: 'page',
        files: mostSiteFiles,
        folders: 0,
        others: 0,
        cached: { hashed: 0, page: 2, other: mostSiteFiles - 2 },
        hasNotFound: true,
      },
    });
  });
});

describe('any files', () => {
  const name = fc.constantFrom('index.html', '404.html', '200.html', 'a.html', 'x-4f3a9b2c.js', 'b.png', 'INDEX.HTML');
  const path = fc.tuple(fc.constantFrom('', 'blog/', 'a/b/', '__proto__/'), name).map((parts) => parts.join(''));
  const files = fc.uniqueArray(path, { maxLength: 20 });

  it('give the same result in any order, and lead to 404.html only where it is at the top and no route needs it', () => {
    fc.assert(
      fc.property(files, fc.boolean(), fc.boolean(), fc.infiniteStream(fc.nat()), (paths, isCut, isSamePage, order) => {
        const found = read({ paths, isCut, isSamePage });
        const mixed = paths
          .map((each) => ({ each, at: order.next().value ?? 0 }))
          .sort((left, right) => left.at - right.at)
          .map(({ each }) => each);
        expect(read({ paths: mixed, isCut, isSamePage })).toEqual(found);
        const { site, reason } = found;
        const leads = paths.includes('404.html') && (site.type === 'website' || site.type === 'docs');
        expect(site.notFoundPage).toBe(leads ? page404 : undefined);
        expect(reason).toMatchObject({ files: paths.length, hasNotFound: paths.includes('404.html') });
        if (site.type === 'spa') expect(paths).toContain('index.html');
        if (site.type === 'downloads') expect(paths.some((each) => /html/i.test(each))).toBe(false);
      }),
    );
  });
});
