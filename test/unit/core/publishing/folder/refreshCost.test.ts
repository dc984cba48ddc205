import { describe, expect, it } from 'vitest';
import { chooseRefresh } from '../../../../../src/core/publishing/folder/refreshCost.js';

const one = { domains: ['img.example.com'] };
const two = { domains: ['img.example.com', 'www.example.com'] };
const many = Array.from({ length: 600 }, (_, at) => `css/a/f${at}.css`);
const changed = (keys: readonly string[]) => keys.map((key) => ({ kind: 'change' as const, key }));
const headers = (keys: readonly string[]) => keys.map((key) => ({ kind: 'headers' as const, key }));

describe('chooseRefresh', () => {
  it.each([
    [['a.js'], one, {}, { kind: 'urls', urls: 1 }],
    [['index.html', 'a.js'], two, {}, { kind: 'urls', urls: 6 }],
    [many, one, {}, { kind: 'directory', via: '/css/a/', directories: 1, urls: 0 }],
    [[...many, 'css/b.css'], one, {}, { kind: 'directory', via: '/css/', directories: 1, urls: 0 }],
    [[...many, 'b c.css'], one, {}, { kind: 'directory', via: '/', directories: 1, urls: 0 }],
    [[...many, 'css/a/index.html'], two, { directories: 0 }, { kind: 'urls', urls: 1_204 }],
    [many.map((key) => `b c/${key}`), one, {}, { kind: 'directory', via: '/b%20c/css/a/', directories: 1, urls: 0 }],
    [many, one, { directories: 0 }, { kind: 'urls', urls: 600 }],
    [many, one, { urls: 1_000_000 }, { kind: 'urls', urls: 600 }],
  ])('chooseRefresh of %j at %j with %j left', (keys, places, left, expected) => {
    expect(chooseRefresh(changed(keys), places, left)).toEqual(expected);
  });

  it('counts the URLs of new headers beside the directory, which keeps the old ones', () => {
    const items = [...changed(many), ...headers(['css/a/h.css', 'index.html'])];
    const expected = { kind: 'directory', via: '/css/a/', directories: 2, urls: 6 };
    expect(chooseRefresh(items, two, {})).toEqual(expected);
  });

  it('chooseRefresh of nothing but new headers is by URL', () => {
    expect(chooseRefresh(headers(many), one, {})).toEqual({ kind: 'urls', urls: 600 });
  });

  it('is by URL when those beside the directory leave too little to gain', () => {
    const items = [...changed(many), ...headers(Array.from({ length: 9_000 }, (_, at) => `h${at}`))];
    expect(chooseRefresh(items, one, { directories: 10 })).toEqual({ kind: 'urls', urls: 9_600 });
  });

  it('counts the further URLs of the mapping, each once, and those outside of the directory beside it', () => {
    const variants = ['/feed', '{path}?v=2', 'https://www.example.com/all'];
    expect(chooseRefresh(changed(['a.js', 'b.js']), { ...two, variants }, {})).toEqual({ kind: 'urls', urls: 11 });
    const expected = { kind: 'directory', via: '/css/a/', directories: 2, urls: 3 };
    expect(chooseRefresh(changed(many), { ...two, variants }, {})).toEqual(expected);
  });
});
