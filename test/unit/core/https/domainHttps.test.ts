import { expect, it } from 'vitest';
import { type DomainHttps, judgeDomainHttps } from '../../../../src/core/https/domainHttps.js';
import type { HttpsDomain } from '../../../../src/core/ports/certificates.js';

const now = Date.UTC(2026, 10, 26);
const day = 86_400_000;
const listed = (expires: number | undefined, state: 'ok' | 'mismatch' = 'ok') => ({
  domain: 'a.com',
  commonName: 'b.com',
  state,
  ...(expires !== undefined && { expires }),
});

const cases: readonly [string, HttpsDomain | undefined, DomainHttps][] = [
  ['not listed', undefined, { kind: 'on' }],
  ['listed without an end', listed(undefined), { kind: 'on' }],
  ['for another name', listed(now + 90 * day, 'mismatch'), { kind: 'wrongName', name: 'b.com' }],
  ['more than 30 days left', listed(now + 30 * day + 1), { kind: 'until', expires: now + 30 * day + 1 }],
  ['30 days left', listed(now + 30 * day), { kind: 'ending', days: 30, urgent: false }],
  ['8 days left', listed(now + 8 * day), { kind: 'ending', days: 8, urgent: false }],
  ['7 days left', listed(now + 7 * day), { kind: 'ending', days: 7, urgent: true }],
  [
    'of 45 days, of which more than 15 are left',
    { ...listed(now + 16 * day), from: now - 29 * day },
    { kind: 'until', expires: now + 16 * day },
  ],
  [
    'of 6 days, of which 2 are left',
    { ...listed(now + 2 * day), from: now - 4 * day },
    { kind: 'ending', days: 2, urgent: false },
  ],
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
] as const)(
  'a certificate that is not trusted and %s is described by the most specific problem',
  (_what, entry, expected) => {
    expect(judgeDomainHttps({ httpsOn: true }, entry, now, true)).toEqual(expected);
  },
);

it('HTTPS is off, even if CDN still lists a certificate', () => {
  expect(judgeDomainHttps({ httpsOn: false }, listed(now + day), now)).toEqual({ kind: 'off' });
});
