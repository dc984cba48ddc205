import { describe, expect, it } from 'vitest';
import type { CdnDomain } from '../../../../src/core/ports/cdn.js';
import type { UploadedPublication } from '../../../../src/core/publishing/publication.js';
import { listTargets, splitTargets } from '../../../../src/core/publishing/refreshTargets.js';

function domainOf(name: string, httpsOn = true): CdnDomain {
  return { name, cname: `${name}.w.kunlunsl.com`, status: 'online', type: 'web', sources: [], httpsOn };
}

function uploadedAs(key: string, domains: readonly string[]): UploadedPublication {
  const bucket = { name: 'my-site', region: 'cn-hangzhou' };
  const place = { path: `/w/${key}`, workspaceRoot: '/w', root: '/w', label: key, accountId: '1' };
  return { publication: { id: key, key, domains, bucket, ...place }, turn: 1, etag: 'E' };
}

const known = (names: readonly string[]) => new Map(names.map((name) => [name, domainOf(name)]));

describe('refresh targets', () => {
  it('covers every domain, and the folder beside its index page', () => {
    const domains = new Map([
      ['a.example.com', domainOf('a.example.com')],
      ['b.example.com', domainOf('b.example.com', false)],
    ]);
    const items = [uploadedAs('docs/index.html', ['a.example.com', 'b.example.com', 'unknown.example.com'])];
    expect(listTargets(items, domains).map(({ url }) => url)).toEqual([
      'https://a.example.com/docs/index.html',
      'https://a.example.com/docs/',
      'http://b.example.com/docs/index.html',
      'http://b.example.com/docs/',
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
    const items = Array.from({ length: files }, (_, at) => uploadedAs(`f${at}.js`, names));
    const calls = splitTargets(listTargets(items, known(names)));
    expect(calls.map((call) => call.length)).toEqual(sizes);
    for (const call of calls) expect(new Set(call.map(({ domain }) => domain.name)).size).toBeLessThanOrEqual(10);
  });
});
