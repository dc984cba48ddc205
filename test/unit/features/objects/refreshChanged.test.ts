import { expect, test } from 'vitest';
import { listChangedUrls, planRefresh } from '../../../../src/features/objects/refreshChanged.js';

const hosts = [
  { name: 'img.example.com', httpsOn: true },
  { name: 'www.example.com', httpsOn: false },
];
const left = { urls: 10_000, directories: 100 };

test('a few deleted objects are refreshed by their URLs at every domain, an index page with its folder', () => {
  const keys = ['a b.js', 'docs/index.html'];
  const cost = planRefresh(keys, { hosts, variants: [] }, left);
  expect(cost).toEqual({ kind: 'urls', urls: 6 });
  expect(listChangedUrls(cost, keys, { hosts, variants: [] })).toEqual([
    {
      kind: 'urls',
      urls: ['https://img.example.com', 'http://www.example.com']
        .flatMap((origin) => ['/a%20b.js', '/docs/index.html', '/docs/'].map((path) => origin + path))
        .sort((a, b) => Number(a.includes('docs')) - Number(b.includes('docs'))),
    },
  ]);
});

test('many deleted objects of a folder are refreshed by their directory', () => {
  const keys = Array.from({ length: 2_000 }, (_, at) => `old/${at}.png`);
  const cost = planRefresh(keys, { hosts, variants: [] }, left);
  expect(cost).toMatchObject({ kind: 'directory', via: '/old/', directories: 2 });
  expect(listChangedUrls(cost, keys, { hosts, variants: [] })).toEqual([
    { kind: 'directories', urls: ['https://img.example.com/old/', 'http://www.example.com/old/'] },
  ]);
});

test('further URLs that the directory does not cover are refreshed one by one beside it', () => {
  const keys = Array.from({ length: 2_000 }, (_, at) => `old/${at}.png`);
  const places = { hosts, variants: ['/feed.xml', '{path}?v=1'] };
  const cost = planRefresh(keys, places, left);
  expect(cost).toMatchObject({ kind: 'directory', via: '/old/', urls: 2 });
  expect(listChangedUrls(cost, keys, places)).toEqual([
    { kind: 'directories', urls: ['https://img.example.com/old/', 'http://www.example.com/old/'] },
    { kind: 'urls', urls: ['https://img.example.com/feed.xml', 'http://www.example.com/feed.xml'] },
  ]);
});
