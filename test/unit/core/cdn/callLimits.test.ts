import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitCalls } from '../../../../src/core/cdn/callLimits.js';

const urls = (count: number, host = 'a.example.com') =>
  Array.from({ length: count }, (_, at) => `https://${host}/${at}`);

describe('calls', () => {
  test.each([
    ['urls', 1_000, [1_000]],
    ['urls', 1_001, [1_000, 1]],
    ['prefetches', 250, [100, 100, 50]],
    ['directories', 100, [100]],
    ['urls', 0, []],
  ] as const)('calls for %s: %i URLs make calls of %j', (request, count, sizes) => {
    expect(splitCalls(request, urls(count)).map((call) => call.length)).toEqual(sizes);
  });

  test('hold at most 128 KB of URLs', () => {
    const long = Array.from({ length: 300 }, (_, at) => `https://a.example.com/${'x'.repeat(1_000)}/${at}`);
    const calls = splitCalls('urls', long);
    expect(calls.flat()).toEqual(long);
    expect(calls.map((call) => call.length)).toEqual([127, 127, 46]);
  });

  test('hold at most 10 domains', () => {
    const hosts = Array.from({ length: 21 }, (_, at) => `d${at}.example.com`);
    const calls = splitCalls(
      'urls',
      hosts.flatMap((host) => urls(2, host)),
    );
    expect(calls.map((call) => call.length)).toEqual([20, 20, 2]);
  });

  test('hold each URL once and no more than the vendor takes, in any order', () => {
    const some = fc.array(fc.tuple(fc.nat(30), fc.nat(400)), { maxLength: 2_500 });
    fc.assert(
      fc.property(some, (pairs) => {
        const wanted = pairs.map(([host, path], at) => `https://d${host}.example.com/${path}-${at}`);
        const calls = splitCalls('urls', wanted);
        expect([...calls.flat()].sort()).toEqual([...wanted].sort());
        for (const call of calls) {
          expect(call.length).toBeLessThanOrEqual(1_000);
          expect(new Set(call.map((url) => new URL(url).host)).size).toBeLessThanOrEqual(10);
        }
      }),
      { numRuns: 30 },
    );
  });
});
