import { describe, expect, it } from 'vitest';
import { hostOf, splitCalls } from '../../../../../src/core/cdn/callLimits.js';
import type { CdnDomain } from '../../../../../src/core/ports/cdn.js';
import type { Publication } from '../../../../../src/core/publishing/publication.js';
import { listTargets } from '../../../../../src/core/publishing/refresh/refreshTargets.js';

function domainOf(name: string, httpsOn = true): CdnDomain {
  return { name, cname: `${name}.w.kunlunsl.com`, status: 'online', type: 'web', sources: [], httpsOn };
}

function publicationOf(key: string, variants: readonly string[] = []): Publication {
  const bucket = { name: 'my-site', region: 'cn-hangzhou' };
  const place = { path: `/w/${key}`, workspaceRoot: '/w', root: '/w', label: key, accountId: '1' };
  return { id: key, key, domains: [], bucket, variants, ...place };
}

describe('refresh targets', () => {
  it('covers every domain, and the folder beside its index page', () => {
    const domains = [domainOf('a.example.com'), domainOf('b.example.com', false)];
    expect(listTargets(publicationOf('docs/index.html'), domains).map(({ url }) => url)).toEqual([
      'https://a.example.com/docs/index.html',
      'https://a.example.com/docs/',
      'http://b.example.com/docs/index.html',
      'http://b.example.com/docs/',
    ]);
  });

  it('adds the variants of a mapping, whole URLs at their own domain only', () => {
    const variants = ['/feed.xml', '{path}?w=200', 'https://b.example.com/all', 'https://b.example.com{path}'];
    const targets = listTargets(publicationOf('a b.png', variants), [
      domainOf('a.example.com'),
      domainOf('b.example.com'),
    ]);
    expect(targets.map(({ url }) => url)).toEqual([
      'https://a.example.com/a%20b.png',
      'https://a.example.com/feed.xml',
      'https://a.example.com/a%20b.png?w=200',
      'https://b.example.com/a%20b.png',
      'https://b.example.com/feed.xml',
      'https://b.example.com/a%20b.png?w=200',
      'https://b.example.com/all',
    ]);
  });

  it.each([
    [1, 1, [1]],
    [1000, 1, [1000]],
    [1001, 1, [1000, 1]],
    [1, 10, [10]],
    [1, 11, [10, 1]],
    [600, 2, [1000, 200]],
  ])('%i files at %i domains', (files, count, sizes) => {
    const names = Array.from({ length: count }, (_, at) => `d${at}.example.com`);
    const domains = names.map((name) => domainOf(name));
    const items = Array.from({ length: files }, (_, at) => publicationOf(`f${at}.js`));
    const calls = splitCalls(
      'urls',
      items.flatMap((item) => listTargets(item, domains).map(({ url }) => url)),
    );
    expect(calls.map((call) => call.length)).toEqual(sizes);
    for (const call of calls) expect(new Set(call.map(hostOf)).size).toBeLessThanOrEqual(10);
  });
});
