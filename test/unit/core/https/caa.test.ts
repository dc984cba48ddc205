import { describe, expect, it } from 'vitest';
import { findCaaObstacle } from '../../../../src/core/https/acmeObstacle.js';
import type { DnsAnswer } from '../../../../src/core/ports/probe.js';

const { signal } = new AbortController();

/** Finds what the CAA records at these names forbid. */
function find(name: string, records: Readonly<Record<string, readonly string[]>>, outcome?: DnsAnswer['outcome']) {
  const query = async (server: string, asked: string): Promise<DnsAnswer> => {
    const found = (records[asked] ?? []).map((data) => ({ name: asked, type: 'CAA', ttl: 60, data }));
    const said = outcome ?? (found.length > 0 ? 'answer' : 'noData');
    return { server, outcome: said, records: found, transport: 'udp', at: 0, durationMs: 1 };
  };
  return findCaaObstacle({ cloud: { resolver: { query } }, resolvers: ['192.0.2.1'], signal }, name);
}

const ours = '0 issue "letsencrypt.org"';
const theirs = '0 issue "digicert.com"';

describe('CAA records', () => {
  it.each([
    ['there are none', 'a.example.com', {}],
    ['they name us', 'a.example.com', { 'example.com': [theirs, ours] }],
    ['they name us in capitals and with spaces', 'a.example.com', { 'example.com': ['0 issue " LetsEncrypt.org ; "'] }],
    ['they say nothing of issuing', 'a.example.com', { 'example.com': ['0 iodef "mailto:a@example.com"'] }],
    ['nearer ones name us', 'a.example.com', { 'a.example.com': [ours], 'example.com': [theirs] }],
    [
      'nearer ones say nothing of issuing',
      'a.example.com',
      { 'a.example.com': ['0 iodef "x"'], 'example.com': [theirs] },
    ],
    ['those for wildcards name us', '*.example.com', { 'example.com': [theirs, '0 issuewild "letsencrypt.org"'] }],
    ['those for wildcards are about another name', 'example.com', { 'example.com': ['0 issuewild ";"', ours] }],
    [
      'they allow our way of validation',
      'example.com',
      { 'example.com': [`0 issue "letsencrypt.org; validationmethods=http-01,dns-01"`] },
    ],
    ['one that is not known is not critical', 'example.com', { 'example.com': ['0 future "x"'] }],
  ])('CAA records do not matter where %s', async (_when, name, records) => {
    expect(await find(name, records)).toBeUndefined();
  });

  it.each([
    ['at the name', 'a.example.com', { 'a.example.com': [theirs] }, 'a.example.com', 'issue'],
    ['above it', 'a.b.example.com', { 'example.com': [theirs] }, 'example.com', 'issue'],
    ['that name no authority', 'a.example.com', { 'example.com': ['0 issue ";"'] }, 'example.com', 'issue'],
    ['for wildcards', '*.example.com', { 'example.com': [ours, '0 issuewild ";"'] }, 'example.com', 'issuewild'],
    ['of issuing where none is for wildcards', '*.example.com', { 'example.com': [theirs] }, 'example.com', 'issue'],
    [
      'for another account',
      'example.com',
      { 'example.com': [`0 issue "letsencrypt.org; accounturi=https://x/1"`] },
      'example.com',
      'issue',
    ],
    [
      'for other ways of validation',
      'example.com',
      { 'example.com': [`0 issue "letsencrypt.org; validationmethods=http-01"`] },
      'example.com',
      'issue',
    ],
    [
      'that are critical and not known',
      'example.com',
      { 'example.com': [ours, '128 future "x"'] },
      'example.com',
      'issue',
    ],
  ])('forbid it %s', async (_where, name, records, at, tag) => {
    expect(await find(name, records)).toEqual({ kind: 'caa', name: at, wanted: `0 ${tag} "letsencrypt.org"` });
  });

  it('CAA records that no server returns forbid nothing', async () => {
    expect(await find('example.com', { 'example.com': [theirs] }, 'servfail')).toBeUndefined();
  });
});
