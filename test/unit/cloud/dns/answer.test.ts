import type { Answer } from 'dns-packet';
import { describe, expect, test } from 'vitest';
import type { DnsMessage } from '../../../../src/cloud/dns/message.js';
import { toFinding } from '../../../../src/cloud/dns/message.js';

const name = 'img.example.com';
const ns: Answer = { name: 'example.com', type: 'NS', ttl: 300, data: 'ns1.example.net' };
const soa: Answer = {
  name: 'example.com',
  type: 'SOA',
  ttl: 300,
  data: { mname: 'ns1.example.net', rname: 'x.example.com', minimum: 90 },
};
const tell = (authorities: Answer[], more: object = {}) =>
  toFinding({ rcode: 'NOERROR', answers: [], authorities, ...more } as unknown as DnsMessage, name, 'udp');

describe('an answer without records', () => {
  test.each([
    ['with the SOA of the zone', [soa], {}],
    ['with its SOA and its servers', [ns, soa], {}],
    ['with nothing at all', [], {}],
    ['with servers, from one of them', [ns], { flag_aa: true }],
  ])('is an absence %s (RFC 2308)', (_how, authorities, more) => {
    expect(tell(authorities, more).outcome).toBe('noData');
  });

  test('an answer without records that only names other servers says nothing of the name', () => {
    expect(tell([ns])).toEqual({ outcome: 'servfail', records: [], transport: 'udp' });
  });
});
