import { describe, expect, it } from 'vitest';
import { findConflicts, findSameCname, findShadowing } from '../../../../src/core/dns/conflicts.js';
import { sameHost } from '../../../../src/core/dns/hostNames.js';
import type { DnsRecord } from '../../../../src/core/ports/dns.js';

const record = (part: Partial<DnsRecord>): DnsRecord => ({
  id: '1',
  zone: 'example.com',
  rr: 'www',
  type: 'A',
  value: '192.0.2.1',
  ttl: 600,
  line: 'default',
  enabled: true,
  locked: false,
  ...part,
});

describe('a wildcard', () => {
  const zone = ['@', '*', 'www', 'www', 'a.b', 'one.img', '_dnsauth', 'mail'].map((rr) => record({ rr }));
  it('does not cover the hosts one level below it that have records of their own', () => {
    expect(findShadowing('*.img', zone)).toEqual(['one.img']);
    expect(findShadowing('*', [record({ rr: 'www', enabled: false })])).toEqual([]);
  });

  it('does not cover hosts either below which there are records', () => {
    expect(findShadowing('*', zone)).toEqual(['b', 'img', 'mail', 'www']);
    expect(findShadowing('*.img', [record({ rr: 'a.two.img' }), record({ rr: '*.img' })])).toEqual(['two.img']);
    expect(findShadowing('*', [record({ rr: '*.img' }), record({ rr: '_dnsauth.cdn' })])).toEqual(['cdn', 'img']);
  });
});

describe('a CNAME', () => {
  it.each([
    ['www', 'A', true],
    ['www', 'AAAA', true],
    ['www', 'MX', true],
    ['www', 'TXT', true],
    ['www', 'CNAME', true],
    ['@', 'A', true],
    ['@', 'MX', false],
    ['@', 'TXT', false],
    ['@', 'NS', false],
  ])('a CNAME on %s beside %s conflicts: %s', (rr, type, conflicts) => {
    expect(findConflicts(rr, [record({ rr, type })]).length > 0).toBe(conflicts);
  });

  it('does not conflict with a paused record or another line', () => {
    expect(findConflicts('www', [record({ enabled: false }), record({ line: 'telecom' })])).toEqual([]);
  });

  it('is found in any case and with or without a trailing dot, and only on the default line', () => {
    const same = record({ type: 'CNAME', value: 'WWW.Example.com.w.kunlunsl.com.' });
    expect(findSameCname([record({}), same], 'www.example.com.w.kunlunsl.com')).toBe(same);
    expect(findSameCname([{ ...same, line: 'telecom' }], 'www.example.com.w.kunlunsl.com')).toBeUndefined();
    expect(sameHost('a.example.com', 'b.example.com')).toBe(false);
  });
});
