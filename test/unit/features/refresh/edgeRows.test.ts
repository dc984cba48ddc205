import { describe, expect, test } from 'vitest';
import type { EdgeReport } from '../../../../src/core/refresh/edgeReport.js';
import { factRows, factText } from '../../../../src/features/refresh/checkAtEdge.js';

const report: EdgeReport = {
  cache: 'hit',
  cacheDetail: 'TCP_MEM_HIT',
  status: 200,
  age: 30,
  ttl: 3600,
  ttlLeft: 3570,
};
const view = { kind: 'shown' } as const;
const lines = (...args: Parameters<typeof factRows>) =>
  factRows(...args).map(({ label, value }) => `${label}: ${value}`);

describe('what the edge serves', () => {
  test('what the edge serves of a mapped file is listed by what matters most', () => {
    const etag = 'AB12';
    const finding = {
      report: { ...report, etag },
      headers: {},
      view: { kind: 'downloaded', forced: true },
      certificate: { kind: 'good', expires: '2036-06-30T12:00:00.000Z' },
      sameAsFile: 'different',
      sameAsBucket: 'same',
    } as const;
    expect(lines(finding)).toEqual([
      'HIT: served from the cache: TCP_MEM_HIT',
      'Same as the file here: no',
      'Same as in the bucket: yes',
      'In browsers: downloaded instead of shown',
      'Status: HTTP 200',
      'Age: 30 s',
      'TTL at the edge: 59 min of 1 h left',
      'Cached by browsers for: not set (no Cache-Control header)',
      'ETag: AB12',
      'Certificate: until Jun 30, 2036',
    ]);
  });

  test.each<[Partial<EdgeReport>, readonly string[]]>([
    [{ cache: 'miss', cacheDetail: 'TCP_MISS' }, ['MISS: fetched from the origin: TCP_MISS', 'Age: just fetched']],
    [{ cache: 'miss', ttl: 0, ttlLeft: 0 }, ['TTL at the edge: not cached']],
    [{ cache: 'none' }, ['Not through CDN: the response has no X-Cache header: ']],
  ])('what the edge serves by %j holds %j', (seen, wanted) => {
    expect(lines({ report: { cache: 'hit', status: 200, ...seen }, headers: {}, view })).toEqual(
      expect.arrayContaining([...wanted]),
    );
  });

  test('what the edge serves of a hit that does not say its age is listed with its TTL alone', () => {
    expect(lines({ report: { cache: 'hit', status: 200, ttl: 60 }, headers: {}, view })).toEqual([
      'HIT: served from the cache: ',
      'In browsers: shown',
      'Status: HTTP 200',
      'TTL at the edge: 1 min',
      'Cached by browsers for: not set (no Cache-Control header)',
    ]);
  });

  test.each([
    ['public, max-age=2592000', '30 d · public, max-age=2592000'],
    ['max-age=60, no-cache', 'max-age=60, no-cache'],
    ['s-maxage=60', 's-maxage=60'],
  ])('what the edge serves with %s says how long browsers keep it: %s', (given, wanted) => {
    expect(lines({ report, headers: { 'cache-control': given }, view })).toContain(`Cached by browsers for: ${wanted}`);
  });

  test.each([
    ['denied by Referer ACL', /^Refused by: the Referer list of the domain: this check sends no Referer/],
    ['denied by IP ACL = not in whitelist', /^Refused by: the IP address list of the domain/],
    ['denied by IP ACL = blacklist', /^Refused by: the IP address list of the domain/],
    ['black ua', /^Refused by: the User-Agent list of the domain/],
    ['not in white ua', /^Refused by: the User-Agent list of the domain/],
    ['denied by req auth: no url arg auth_key', /^Refused by: URL signing of the domain/],
    ['denied by bot', /^Refused by: denied by bot$/],
  ])('an edge check with a 403 because of "%s" names the setting of the domain', (reason, wanted) => {
    const refused = { ...report, status: 403 };
    const view = { kind: 'refused', status: 403, denied: false } as const;
    const headers = { 'x-tengine-error': reason };
    expect(lines({ report: refused, headers, view }).find((line) => line.startsWith('Refused'))).toMatch(wanted);
  });

  test('an edge check of a page that is missing names no rule', () => {
    const view = { kind: 'refused', status: 404, denied: false } as const;
    expect(lines({ report: { ...report, status: 404 }, headers: {}, view }).join()).not.toContain('Refused by');
  });

  test('omits files without anything to compare with', () => {
    expect(lines({ report, headers: {}, view }).filter((line) => line.startsWith('Same'))).toEqual([]);
  });

  test('is copied with the headers as they came', () => {
    const text = factText('https://img.example.com/', { report, headers: { eagleid: 'f00' }, view });
    expect(text.split('\n')[0]).toBe('https://img.example.com/');
    expect(text).toMatch(/\neagleid: f00$/);
  });
});
