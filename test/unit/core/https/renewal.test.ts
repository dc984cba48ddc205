import { describe, expect, it, test } from 'vitest';
import { newCertificateName } from '../../../../src/core/https/chosenCertificate.js';
import { judgeLifetime, planReminders } from '../../../../src/core/https/renewal.js';

const now = Date.UTC(2026, 0, 1);
const day = 86_400_000;
const listed = (domain: string, days: number, issuer?: 'letsencrypt') => ({
  domain,
  commonName: domain,
  state: 'ok' as const,
  name: newCertificateName(domain, now, issuer),
  expires: now + days * day,
});

describe('a renewal', () => {
  it('is due once a third of the lifetime is left, for certificates that Let’s Encrypt issued for us alone', () => {
    const { due } = planReminders(
      [
        listed('a.example.com', 31, 'letsencrypt'),
        listed('b.example.com', 30, 'letsencrypt'),
        listed('c.example.com', -2, 'letsencrypt'),
        listed('d.example.com', 3),
        { ...listed('f.example.com', 16, 'letsencrypt'), from: now - 29 * day },
        { ...listed('g.example.com', 15, 'letsencrypt'), from: now - 30 * day },
        { domain: 'e.example.com', commonName: 'e', state: 'ok' },
      ],
      {},
      now,
    );
    expect(due).toEqual([
      { domain: 'c.example.com', days: -2, urgent: true },
      { domain: 'g.example.com', days: 15, urgent: false },
      { domain: 'b.example.com', days: 30, urgent: false },
    ]);
  });

  it.each([
    ['was never shown', undefined, true],
    ['was shown an hour ago', now - day / 24, false],
    ['was shown a day ago', now - day, true],
    ['was shown in the future, before the clock was set back', now + 3 * day, true],
  ])('has its reminder shown again after one that %s: %s', (_when, at, isShown) => {
    const ending = [listed('a.example.com', 9, 'letsencrypt')];
    const { due } = planReminders(ending, at === undefined ? {} : { 'a.example.com': at }, now);
    expect(due).toEqual(isShown ? [{ domain: 'a.example.com', days: 9, urgent: false }] : []);
  });

  it('is noted with those shown before, and those that are due no more are forgotten', () => {
    const ending = ['a', 'b'].map((name) => listed(`${name}.example.com`, 9, 'letsencrypt'));
    const before = { 'a.example.com': now - 1, 'old.example.com': now - 1 };
    expect(planReminders(ending, before, now).reminded).toEqual({
      'a.example.com': now - 1,
      'b.example.com': now,
    });
  });
});

describe('the name of a new certificate', () => {
  it('tells who issued it, and has at most 63 characters', () => {
    const long = `${'a'.repeat(63)}.example.com`;
    for (const issuer of [undefined, 'letsencrypt'] as const) {
      expect(newCertificateName(long, now, issuer)).toMatch(/^[\w.-]{1,63}$/);
    }
  });
});

// Source: Let's Encrypt, "Integration Guide": renew when a third of the lifetime is left; "Decreasing Certificate Lifetimes to 45 Days".
test.each([
  [90, 30.1, 'lasting'],
  [90, 30, 'ending'],
  [90, 7.1, 'ending'],
  [90, 7, 'urgent'],
  [64, 21.4, 'lasting'],
  [64, 21.3, 'ending'],
  [45, 15.1, 'lasting'],
  [45, 15, 'ending'],
  [6, 2.1, 'lasting'],
  [6, 2, 'ending'],
  [6, 0.4, 'urgent'],
  [6, 0, 'over'],
  [365, 30.1, 'lasting'],
  [365, 30, 'ending'],
] as const)('a certificate of %d days with %d left is %s', (days, left, state) => {
  const expires = now + left * day;
  expect(judgeLifetime({ from: expires - days * day, expires }, now)).toBe(state);
});

test('a lifetime whose beginning is not told, or is no beginning, counts as one of 90 days', () => {
  const judge = (days: number, from = {}) => judgeLifetime({ expires: now + days * day, ...from }, now);
  expect([judge(30.1), judge(30), judge(30, { from: now + 40 * day })]).toEqual(['lasting', 'ending', 'ending']);
});
