import { describe, expect, it, test } from 'vitest';
import { cacheClassOf, isHashed } from '../../../../src/core/delivery/siteFile.js';
import { compileRules } from '../../../../src/core/publishing/mapping/fileRules.js';

const hashed = [
  'assets/index-4f3a9b2c.js',
  'assets/index-B1wrgTda.js',
  'assets/css/index-BX3k9_aZ.css',
  'assets/later-BPBIgUQp.js',
  'assets/app-BBPuwvHQ.js',
  'assets/about.md.DVdJ_nWT.lean.js',
  'assets/app-4f3a9b2c.js.map',
  '_astro/hoisted.BMTp7yEb.js',
  '_astro/photo.Cd3X9a_Z1abc2.webp',
  '_nuxt/entry.js',
  '_next/static/x1/_buildManifest.js',
  'docs/_next/static/chunks/main.js',
  '_app/immutable/entry/start.js',
  'BMTp7yEb.js',
  'chunk-5J3KQ2VX.js',
  'js/app.3f2a9c1b.js',
  'css/main-0123456789abcdef.css',
  'static/js/main.0f1a2b3c.chunk.js',
  'img/logo.82b9c7a50f1e.png',
  'assets/inter-latin-wght-normal-Dx4kXJAl.woff2',
];
/** Words, dates, versions and sizes, and what tools write under a name that stays. */
const plain = [
  'index.html',
  'assets/page-4f3a9b2c.html',
  'app.js',
  'jquery.validate.js',
  'assets/jquery-validate.js',
  'js/jquery-3.7.1.min.js',
  'main-es2015.js',
  'MyScript.js',
  'v1-2-3-4.js',
  'deadbeef.js',
  '12345678.js',
  'js/page-HomePage.js',
  'assets/page-HomePage.js',
  'js/vendor-MyScript.js',
  'assets/page-Version2.js',
  'assets/view-Settings.js',
  'assets/fonts/OpenSans-SemiBold.woff2',
  'assets/a-DiwrgTdab.js',
  'assets/x-bar-Bazq.js',
  'img/banner-20240601.jpg',
  'IMG-20240601-WA0001.jpg',
  'img/hero-Banner2x.jpg',
  'photo-1234abcd.jpg',
  'Logo-V2_Final.svg',
  'android-chrome-192x192.png',
  '_nuxt/builds/latest.json',
];

test.each(hashed)('%s changes its name with its content', (path) => {
  expect(isHashed(path)).toBe(true);
});

test.each(plain)('%s keeps its name when its content changes', (path) => {
  expect(isHashed(path)).toBe(false);
});

test.each([
  ['index.html', 'page'],
  ['a/b.HTM', 'page'],
  ['about', 'page'],
  ['.well-known/apple-app-site-association', 'page'],
  ['feed.xml', 'page'],
  ['about.txt', 'page'],
  ['data/search.json', 'page'],
  ['sw.js', 'page'],
  ['style.css', 'other'],
  ['logo.svg', 'other'],
  ['assets/index-B1wrgTda.css', 'hashed'],
] as const)('%s is cached like a file of the class %s', (path, kind) => {
  expect(cacheClassOf(path)).toBe(kind);
});

describe('the headers of a mapping', () => {
  const json = { files: ['*.json'], headers: { 'content-type': 'application/json' } };
  const own = { files: ['*.css'], headers: { 'cache-control': 'no-store' } };

  it('have Cache-Control by the name of the file, unless a rule sets it', () => {
    const { headersOf } = compileRules({ headers: [json, own] });
    expect(headersOf('a.js')).toEqual({ 'cache-control': 'public, max-age=3600' });
    expect(headersOf('_astro/a.js')).toEqual({ 'cache-control': 'public, max-age=31536000, immutable' });
    expect(headersOf('a.json')).toEqual({ 'cache-control': 'no-cache', 'content-type': 'application/json' });
    expect(headersOf('a.css')).toEqual({ 'cache-control': 'no-store' });
  });

  it('are those of the rules alone if that is turned off', () => {
    const { headersOf } = compileRules({ headers: [json, own], cache: 'off' });
    expect(headersOf('index.html')).toEqual({});
    expect(headersOf('a.css')).toEqual({ 'cache-control': 'no-store' });
  });
});
