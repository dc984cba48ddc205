import { describe, expect, it } from 'vitest';
import { newCertificateName } from '../../../../src/core/https/pemPair.js';
import { listDueRenewals, noteReminded, withoutReminded } from '../../../../src/core/https/renewal.js';

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
    const due = listDueRenewals(
      [
        listed('a.example.com', 31, 'letsencrypt'),
        listed('b.example.com', 30, 'letsencrypt'),
        listed('c.example.com', -2, 'letsencrypt'),
        listed('d.example.com', 3),
        { ...listed('f.example.com', 16, 'letsencrypt'), from: now - 29 * day },
        { ...listed('g.example.com', 15, 'letsencrypt'), from: now - 30 * day },
        { domain: 'e.example.com', commonName: 'e', state: 'ok' },
      ],
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
    const due = [{ domain: 'a.example.com', days: 9, urgent: false }];
    const shown = withoutReminded(due, at === undefined ? {} : { 'a.example.com': at }, now);
    expect(shown).toEqual(isShown ? due : []);
  });

  it('is noted with those shown before, and those that are due no more are forgotten', () => {
    const [first, second] = ['a', 'b'].map((name) => ({ domain: `${name}.example.com`, days: 9, urgent: false }));
    const before = { 'a.example.com': now - 1, 'old.example.com': now - 1 };
    expect(noteReminded(before, [first!, second!], [second!], now)).toEqual({
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
