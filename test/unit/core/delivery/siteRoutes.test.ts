import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { findServed } from '../../../../src/core/delivery/readPresentSite.js';
import type { SiteType } from '../../../../src/core/delivery/siteRoutes.js';
import {
  findPages,
  followRules,
  listHidden,
  planRoutes,
  routeRules,
  ruleName,
  type SiteRoutes,
  typeOfRules,
} from '../../../../src/core/delivery/siteRoutes.js';
import { planSite, requireRoom } from '../../../../src/core/delivery/siteType.js';

const routesOf = (type: SiteType, paths: readonly string[]) => planRoutes(type, findPages(paths));
const many = (count: number, name: (at: number) => string) => Array.from({ length: count }, (_, at) => name(at));

test.each<[string, SiteType, readonly string[], SiteRoutes]>([
  ['pages in folders alone', 'docs', ['index.html', 'a/index.html', 'a/b/index.html', '404.html'], {}],
  ['pages beside alone', 'website', ['index.html', 'a.html', 'a/b.html', '404.html'], {}],
  [
    'some pages beside folders',
    'docs',
    ['index.html', 'a/index.html', 'b/index.html', 'about.html'],
    { pages: ['about'] },
  ],
  ['a folder among pages', 'website', ['index.html', 'a.html', 'b.html', 'blog/index.html'], { folders: ['blog'] }],
  ['a page and a folder of one name', 'docs', ['blog/index.html', 'blog.html', 'a/index.html'], {}],
  ['names with a dot', 'docs', ['v1.0/index.html', 'a/index.html'], { folders: ['v1\\.0'] }],
  ['names with a dot, of pages', 'website', ['v1.0.html', 'a.html'], { pages: ['v1\\.0'] }],
  [
    'an app below a folder',
    'docs',
    ['index.html', 'a/index.html', 'app/index.html', 'app/assets/index-4f3a9b2c.js'],
    { apps: ['app'] },
  ],
  ['files without a suffix', 'docs', ['a/index.html', 'CNAME', '.nojekyll'], { files: ['CNAME'] }],
  ['an app with a page', 'spa', ['index.html', 'about.html'], { pages: ['about'] }],
  [
    'prerendered pages and a fallback',
    'spa',
    ['index.html', '200.html', 'a/index.html'],
    { folders: ['a'], fallback: '200.html' },
  ],
  [
    'many pages of one folder',
    'docs',
    ['a/index.html', ...many(40, (at) => `blog/post-${at}.html`)],
    { pages: ['blog/[^./?#]+'] },
  ],
  ['other letters and braces', 'docs', ['a/index.html', 'b/index.html', 'é.html', '{x}.html'], { left: 2 }],
  ['downloads', 'downloads', ['index.html', 'a.html', 'LICENSE'], {}],
])('%s: what the rules of a type list', (_name, type, paths, routes) => {
  expect(routesOf(type, paths)).toEqual(routes);
});

test('more pages than a rule has room for are counted', () => {
  const paths = [
    'index.html',
    ...many(300, (at) => `folder-${at}/index.html`),
    ...many(299, (at) => `folder-${at}/x.html`),
  ];
  const { pages = [], left = 0 } = routesOf('docs', paths);
  expect(pages.length + left).toBe(299);
  expect(left).toBeGreaterThan(0);
  for (const { args } of routeRules('docs', routesOf('docs', paths)))
    expect(args.regex?.length).toBeLessThanOrEqual(1_000);
});

describe('the rules of a site', () => {
  it('are told apart from those of the user, whatever they list', () => {
    const types: readonly SiteType[] = ['docs', 'website', 'spa'];
    const routes = { pages: ['a', 'b/c'], folders: ['d'], apps: ['app'], files: ['CNAME'], fallback: '200.html' };
    for (const type of types)
      for (const given of [{}, routes]) {
        const rules = routeRules(type, given);
        expect(rules.map(({ args }) => ruleName(args))).toEqual(rules.map(({ name }) => name));
        expect(typeOfRules(rules.map(({ args }) => args))).toBe(type);
      }
    for (const [regex, replacement] of [
      ['^/old$', '/new'],
      ['^/old/(.+)/$', '/$1/index.html'],
      ['^/$', '/home.html'],
      ['/(.+)/$', '/$1/index.html'],
    ] as const)
      expect(ruleName({ regex, replacement, flag: 'break' })).toBeUndefined();
    expect(typeOfRules([{ regex: '^/$', replacement: '/index.html', flag: 'break' }])).toBeUndefined();
  });

  const part = fc.constantFrom('a', 'b', 'blog', 'v1.0', 'app', 'x-y', 'post');
  const stem = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const ends = fc.constantFrom('.html', '/index.html', '/main-4f3a9b2c.js', '.css');
  const page = fc.tuple(stem, ends).map(([name, end]) => name + end);
  const file = fc.oneof({ weight: 9, arbitrary: page }, fc.constantFrom('LICENSE', 'blog/LICENSE', 'CNAME'));
  const tree = fc.uniqueArray(file, { minLength: 1, maxLength: 30 }).map((files) => ['index.html', ...files]);
  const type = fc.constantFrom<SiteType>('docs', 'website', 'spa');

  it.each<SiteType>(['docs', 'website', 'spa'])('lead / of a %s to the folder that pages expect to be in', (kind) => {
    const paths = ['index.html', '404.html', 'about.html', 'guide/index.html'].map((path) => `docs/${path}`);
    const routes = planRoutes(kind, findPages(paths, 'docs/'), 'docs/');
    const rules = routeRules(kind, routes);
    const keyAt = (path: string) => findServed(path, { keys: new Set(paths), site: { type: kind, routes } })?.key;
    expect(followRules(rules, '/')).toEqual({ path: '/docs/', isRedirect: true });
    expect(['/', '/docs', '/docs/'].map(keyAt)).toEqual(Array(3).fill('docs/index.html'));
    expect(['/docs/about', '/docs/guide/'].map(keyAt)).toEqual(['docs/about.html', 'docs/guide/index.html']);
    expect(typeOfRules(rules.map(({ args }) => args))).toBe(kind);
    expect(rules.map(({ args }) => ruleName(args))).toEqual(rules.map(({ name }) => name));
  });

  it('lead each page to its file from its own address, and no path matches two of them', () => {
    fc.assert(
      fc.property(tree, type, (paths, kind) => {
        const pages = findPages(paths);
        const site = { type: kind, routes: planRoutes(kind, pages) };
        expect(site.routes.left).toBeUndefined();
        const keys = new Set(paths);
        const rules = routeRules(kind, site.routes);
        const keyAt = (path: string) => findServed(path, { keys, site })?.key;
        const isBoth = (path: string) => pages.folders.has(path) && pages.flat.has(path);
        const isInApp = (path: string) => pages.apps.some((app) => path.startsWith(`${app}/`));
        for (const path of pages.folders)
          if (!isBoth(path) && !isInApp(path)) expect(keyAt(`/${path}/`)).toBe(`${path}/index.html`);
        for (const path of pages.flat)
          if (!isBoth(path) && !isInApp(path)) expect(keyAt(`/${path}`)).toBe(`${path}.html`);
        for (const path of [...pages.flat, ...pages.folders]) {
          if (isInApp(path)) continue;
          // Both forms lead to the page, and the other form by a redirect, so that relative links of the page work.
          const [plain, slash] = [`/${path}`, `/${path}/`].map((each) => findServed(each, { keys, site }));
          if (!path.includes('.'))
            expect({ path, plain: plain?.key, slash: slash?.key }).toMatchObject({ plain: slash?.key });
          if (!path.includes('.')) expect((plain?.redirects ?? 0) + (slash?.redirects ?? 0)).toBe(1);
        }
        for (const path of [
          '/',
          ...paths.flatMap((each) => [`/${each}`, `/${each}/`, `/${each.replace(/(\/index)?\.html$/, '')}`]),
        ])
          expect(rules.filter((rule) => followRules([rule], path)).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('show every page whose address they list, and a page that is new without a rule is known', () => {
    fc.assert(
      fc.property(tree, type, (paths, kind) => {
        const pages = findPages(paths);
        const routes = planRoutes(kind, pages);
        const isSure = (key: string) => {
          const path = key.replace(/(\/index)?\.html$/, '');
          const isBoth = pages.flat.has(path) && pages.folders.has(path);
          return !isBoth && !path.includes('.') && !pages.apps.some((app) => path.startsWith(`${app}/`));
        };
        const rules = routeRules(kind, routes).map(({ args }) => args);
        expect(
          listHidden(
            paths.filter((key) => key.endsWith('.html') && isSure(key)),
            rules,
          ),
        ).toEqual([]);
      }),
    );
    const rulesOf = (kind: SiteType) => routeRules(kind, {}).map(({ args }) => args);
    const added = ['index.html', '404.html', 'about.html', 'guide/index.html', 'a.js'];
    expect(listHidden(added, rulesOf('docs'))).toEqual(['about.html']);
    expect(listHidden(added, rulesOf('website'))).toEqual(['guide/index.html']);
    expect(listHidden(added, rulesOf('spa'))).toEqual(['about.html', 'guide/index.html']);
    expect(listHidden(added, rulesOf('downloads'))).toEqual([]);
    expect(listHidden(added, [{ regex: '^/old$', replacement: '/new', flag: 'redirect' }])).toEqual([]);
  });

  it('leave a redirect as it is if later rules apply after it', () => {
    fc.assert(
      fc.property(tree, type, (paths, kind) => {
        const rules = routeRules(kind, planRoutes(kind, findPages(paths)));
        const first = rules.findIndex(({ args }) => args.flag === 'redirect');
        const redirects = first < 0 ? [] : rules.slice(first);
        expect(redirects.every(({ args }) => args.flag === 'redirect')).toBe(true);
        for (const path of paths.flatMap((each) => [
          `/${each}`,
          `/${each}/`,
          `/${each.replace(/(\/index)?\.html$/, '')}`,
        ])) {
          const at = redirects.findIndex((rule) => followRules([rule], path));
          const led = at < 0 ? undefined : followRules(redirects, path);
          if (led) expect(followRules(redirects.slice(at + 1), led.path)).toBeUndefined();
        }
      }),
    );
  });
});

it.each([
  [40, 'website', true],
  [47, 'website', true],
  [48, 'website', false],
  [50, 'downloads', true],
] as const)('beside %i rules of the user, those of a %s have room: %s', (count, type, hasRoom) => {
  const own = many(count, (at) => `^/old${at}$`).map((regex, at) => ({
    id: `${at}`,
    functionName: 'host_redirect',
    args: { regex, replacement: '/new' },
    status: 'success' as const,
  }));
  const check = () => requireRoom(planSite({ type }, own, 'a.example.com'), own, 'a.example.com');
  if (hasRoom) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ kind: 'tooManyRules' }));
});
