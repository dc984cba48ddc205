import { expect, it } from 'vitest';
import { type DomainHttps, judgeDomainHttps } from '../../../../src/core/https/domainHttps.js';

const now = Date.UTC(2026, 10, 26);
const day = 86_400_000;
const listed = (expires: number | undefined, state: 'ok' | 'mismatch' = 'ok') => ({
  domain: 'a.com',
  commonName: 'b.com',
  state,
  ...(expires !== undefined && { expires }),
});

const cases: readonly [string, ReturnType<typeof listed> | undefined, DomainHttps][] = [
  ['not listed', undefined, { kind: 'on' }],
  ['listed without an end', listed(undefined), { kind: 'on' }],
  ['for another name', listed(now + 90 * day, 'mismatch'), { kind: 'wrongName', name: 'b.com' }],
  ['31 days left', listed(now + 31 * day), { kind: 'until', expires: now + 31 * day }],
  ['a moment less than 31 days', listed(now + 31 * day - 1), { kind: 'ending', days: 30, urgent: false }],
  ['8 days left', listed(now + 8 * day), { kind: 'ending', days: 8, urgent: false }],
  ['a moment less than 8 days', listed(now + 8 * day - 1), { kind: 'ending', days: 7, urgent: true }],
  ['a moment left', listed(now + 1), { kind: 'ending', days: 0, urgent: true }],
  ['at its end', listed(now), { kind: 'expired', expires: now }],
];

it.each(cases)('HTTPS %s', (_title, entry, expected) => {
  expect(judgeDomainHttps({ httpsOn: true }, entry, now)).toEqual(expected);
});

it.each([
  ['lasts', listed(now + 90 * day), { kind: 'untrusted' }],
  ['is not listed', undefined, { kind: 'untrusted' }],
  ['is for another name', listed(now + 90 * day, 'mismatch'), { kind: 'wrongName', name: 'b.com' }],
  ['has expired', listed(now), { kind: 'expired', expires: now }],
] as const)('a certificate that is not trusted and %s is told by what says most', (_what, entry, expected) => {
  expect(judgeDomainHttps({ httpsOn: true }, entry, now, true)).toEqual(expected);
});

it('is off, whatever CDN still lists', () => {
  expect(judgeDomainHttps({ httpsOn: false }, listed(now + day), now)).toEqual({ kind: 'off' });
});
