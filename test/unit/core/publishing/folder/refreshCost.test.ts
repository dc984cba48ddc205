import { describe, expect, it } from 'vitest';
import { chooseRefresh } from '../../../../../src/core/publishing/folder/refreshCost.js';

const one = { domains: ['img.example.com'] };
const two = { domains: ['img.example.com', 'www.example.com'] };
const list = (count: number) => Array.from({ length: count }, (_, at) => `css/a/f${at}.css`);
const many = list(600);
const changed = (keys: readonly string[]) => keys.map((key) => ({ kind: 'change' as const, key }));
const headers = (keys: readonly string[]) => keys.map((key) => ({ kind: 'headers' as const, key }));
const byUrl = (urls: number) => ({ kind: 'urls', urls });
const byDirectory = (via: string, directories = 1, urls = 0) => ({ kind: 'directory', via, directories, urls });

describe('chooseRefresh', () => {
  it.each([
    ['one object', ['a.js'], one, byUrl(1)],
    ['an object and an index page, which has two URLs, at two domains', ['a.js', 'index.html'], two, byUrl(6)],
    ['500 URLs one by one', list(500), one, byUrl(500)],
    ['501 URLs by their directory', list(501), one, byDirectory('/css/a/')],
    ['500 URLs at two domains one by one', list(250), two, byUrl(500)],
    ['502 URLs at two domains by their directory', list(251), two, byDirectory('/css/a/', 2)],
    ['two directories by the one that holds both', [...many, 'css/b.css'], one, byDirectory('/css/')],
    ['objects at the top by the whole domain', [...many, 'b c.css'], one, byDirectory('/')],
    ['a directory with a space encoded', many.map((key) => `b c/${key}`), one, byDirectory('/b%20c/css/a/')],
  ])('with the whole quota left refreshes %s', (_what, keys, places, expected) => {
    expect(chooseRefresh(changed(keys), places, {})).toEqual(expected);
  });

  it.each([
    [
      'a directory refresh for each domain and few URL refreshes',
      { directories: 2, urls: 100 },
      byDirectory('/css/a/', 2),
    ],
    ['one directory refresh too few and few URL refreshes', { directories: 1, urls: 100 }, byUrl(1_200)],
    ['a directory refresh for each domain and many URL refreshes', { directories: 2 }, byUrl(1_200)],
    ['no directory refresh', { directories: 0 }, byUrl(1_200)],
    ['no URL refresh', { urls: 0 }, byDirectory('/css/a/', 2)],
    ['URL refreshes to spare', { urls: 1_000_000 }, byUrl(1_200)],
  ])('with %s left chooses how 600 objects at two domains are refreshed', (_what, left, expected) => {
    expect(chooseRefresh(changed(many), two, left)).toEqual(expected);
  });

  it('counts the URLs of new headers beside the directory, whose refresh keeps the old ones', () => {
    const items = [...changed(many), ...headers(['css/a/h.css', 'index.html'])];
    expect(chooseRefresh(items, two, {})).toEqual(byDirectory('/css/a/', 2, 6));
  });

  it('refreshes nothing but new headers by URL', () => {
    expect(chooseRefresh(headers(many), one, {})).toEqual(byUrl(600));
  });

  it('refreshes by URL when those beside the directory leave too little to gain', () => {
    const items = [...changed(many), ...headers(Array.from({ length: 9_000 }, (_, at) => `h${at}`))];
    expect(chooseRefresh(items, one, { directories: 10 })).toEqual(byUrl(9_600));
  });

  it('counts the further URLs of the mapping once each, and those outside of the directory beside it', () => {
    const variants = ['/feed', '{path}?v=2', 'https://www.example.com/all'];
    expect(chooseRefresh(changed(['a.js', 'b.js']), { ...two, variants }, {})).toEqual(byUrl(11));
    expect(chooseRefresh(changed(many), { ...two, variants }, {})).toEqual(byDirectory('/css/a/', 2, 3));
  });
});
