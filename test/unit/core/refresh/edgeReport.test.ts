import { describe, expect, test } from 'vitest';
import type { EdgeAnswer } from '../../../../src/core/ports/probe.js';
import { compareBytes, compareEtags, readEdgeReport } from '../../../../src/core/refresh/edgeReport.js';

const answer = (headers: EdgeAnswer['headers'], more: Partial<EdgeAnswer> = {}): EdgeAnswer => ({
  outcome: 'answered',
  status: 200,
  headers,
  durationMs: 1,
  ...more,
});
const bytes = (text: string) => new TextEncoder().encode(text);

describe('the report of an edge', () => {
  test.each<[EdgeAnswer['headers'], object]>([
    [
      { 'x-cache': 'HIT TCP_MEM_HIT dirn:1:2', age: '30', 'x-swift-cachetime': '3600', etag: '"AB12"' },
      { cache: 'hit', cacheDetail: 'TCP_MEM_HIT', age: 30, ttl: 3600, ttlLeft: 3570, etag: 'AB12' },
    ],
    [
      { 'x-cache': 'MISS TCP_MISS dirn:-2:-2', 'x-swift-cachetime': '0' },
      { cache: 'miss', cacheDetail: 'TCP_MISS', ttl: 0, ttlLeft: 0 },
    ],
    [{ 'x-cache': 'HIT TCP_HIT dirn:0:1', age: '90', 'x-swift-cachetime': '60' }, { ttlLeft: 0 }],
    [{ etag: 'W/"ab12"' }, { cache: 'none', etag: 'AB12' }],
    [{ 'x-cache': 'surprise', age: 'soon' }, { cache: 'none' }],
  ])('the report of an edge for %j is %j', (headers, wanted) => {
    expect(readEdgeReport(answer(headers))).toMatchObject(wanted);
  });

  test('contains the whole TTL after a miss, and an unknown rest after a hit without an Age', () => {
    const report = (word: string) => readEdgeReport(answer({ 'x-cache': word, 'x-swift-cachetime': '60' }));
    expect(report('MISS TCP_MISS')).toMatchObject({ ttl: 60, ttlLeft: 60 });
    expect(report('HIT TCP_HIT')).toEqual({ cache: 'hit', cacheDetail: 'TCP_HIT', status: 200, ttl: 60 });
  });

  test('an edge that does not answer yields no report', () => {
    expect(readEdgeReport({ outcome: 'timeout', headers: {}, durationMs: 1 })).toBeUndefined();
  });
});

test.each([
  ['abc', 'abc', 200, 'same'],
  ['abc', 'abd', 200, 'different'],
  ['abc', 'ab', 200, 'different'],
  ['abc', undefined, 200, 'unknown'],
  ['abc', 'abc', 404, 'unknown'],
  ['12345678', '1234567890', 200, 'unknown'],
  ['12345678', '1234', 200, 'different'],
  ['', '', 200, 'same'],
] as const)('bytes %j at the edge and %j here, HTTP %i: %s', (body, wanted, status, sameness) => {
  const seen = answer({}, { status, body: bytes(body) });
  expect(compareBytes(seen, wanted === undefined ? undefined : bytes(wanted), 8)).toBe(sameness);
});

test.each([
  ['"AB12"', 'ab12', 'same'],
  ['"AB12"', 'CD34', 'different'],
  ['"AB12"', 'CD34-2', 'unknown'],
  ['"CD34-2"', 'CD34-2', 'same'],
  ['"AB12-2"', 'CD34-3', 'unknown'],
  ['"AB12-2"', 'CD34-2', 'unknown'],
  ['', 'AB12', 'unknown'],
  ['"AB12"', undefined, 'unknown'],
] as const)('ETag %s at the edge and %s in the bucket: %s', (etag, wanted, sameness) => {
  const report = readEdgeReport(answer({ etag }));
  expect(report && compareEtags(report, wanted)).toBe(sameness);
});
