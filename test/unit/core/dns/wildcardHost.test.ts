import { describe, expect, it } from 'vitest';
import { isHeldByWildcard } from '../../../../src/core/dns/wildcardHost.js';
import { createMemoryCloud } from '../../../support/memoryCloud.js';

/** Whether a record on this host takes anything from these records of the zone. */
function held(host: string, records: readonly (readonly [rr: string, type?: string, enabled?: boolean])[]) {
  const cloud = createMemoryCloud();
  cloud.addZone('example.com');
  for (const [rr, type = 'CNAME', enabled = true] of records) {
    const record = { id: rr, zone: 'example.com', rr, type, value: 'a.example.net', ttl: 600 };
    cloud.state.records.push({ ...record, line: 'default', enabled, locked: false });
  }
  const { signal } = new AbortController();
  return isHeldByWildcard({ cloud, resolvers: ['192.0.2.1:53'], signal }, host);
}

describe('a record below a host', () => {
  it.each([
    ['has none and a wildcard leads on', '_acme-challenge.shop.example.com', [['*']]],
    ['has none and a redirection leads on', '_acme-challenge.shop.example.com', [['*', 'REDIRECT_URL']]],
    ['has none and one further up leads on', '_acme-challenge.a.b.shop.example.com', [['*.shop'], ['*', 'A']]],
    [
      'has one that is paused',
      '_dnsauth.shop.example.com',
      [
        ['*', 'A'],
        ['shop', 'CNAME', false],
      ],
    ],
  ] as const)('a record below a host removes the host from the wildcard where it %s', async (_name, host, records) => {
    expect(await held(host, records)).toBe(true);
  });

  it.each([
    ['has one of its own', '_acme-challenge.shop.example.com', [['*'], ['shop']]],
    ['exists by a name below it', '_acme-challenge.shop.example.com', [['*'], ['www.shop']]],
    ['is in the way of the wildcard already', '_acme-challenge.a.shop.example.com', [['*'], ['shop']]],
    ['is reached by no wildcard', '_acme-challenge.shop.example.com', [['*', 'TXT'], ['*.img']]],
    ['is reached by one that is paused', '_acme-challenge.shop.example.com', [['*', 'CNAME', false]]],
    ['is the zone itself', '_acme-challenge.example.com', [['*']]],
    ['is in no zone of the account', '_acme-challenge.shop.example.org', [['*']]],
  ] as const)('a record below a host changes nothing where the host %s', async (_name, host, records) => {
    expect(await held(host, records)).toBe(false);
  });
});
