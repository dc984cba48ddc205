import type { DnsRecord } from '../../../src/core/ports/dns.js';
import type { DnsAnswer, DnsAnswerRecord, EdgeAnswer, PeerCertificate } from '../../../src/core/ports/probe.js';
import type { EdgeFact, FactPart, VerificationFacts } from '../../../src/core/verification/facts.js';

/** The time of all queries, ms since the epoch. */
export const at = Date.UTC(2026, 2, 4, 6, 30, 15);
/** The domain of the cases. */
export const name = 'img.example.com';
/** Its CNAME from CDN. */
export const expected = 'img.example.com.w.kunlunsl.com';
const parts: readonly FactPart[] = [
  'cdnDomain',
  'cdnCname',
  'alidns',
  'resolvers',
  'authoritative',
  'delegation',
  'edge',
];

/** An answer of a server with these records; none means an absence. */
export function answer(server: string, records: readonly DnsAnswerRecord[], more: Partial<DnsAnswer> = {}): DnsAnswer {
  const outcome = records.length > 0 ? 'answer' : 'nxdomain';
  const absence = records.length > 0 ? {} : { negativeTtl: 600 };
  return { server, outcome, records, ...absence, transport: 'udp', at: at - 400, durationMs: 23.4, ...more };
}

/** A record in an answer for the name. */
export function rr(type: string, data: string, owner = name, ttl = 600): DnsAnswerRecord {
  return { name: owner, type, ttl, data };
}

const address = rr('A', '203.0.113.25', expected, 60);
/** The records of a correct answer. */
export const right = [rr('CNAME', expected), address];

/** Correct facts with these changes. */
export function facts(more: Partial<VerificationFacts> = {}): VerificationFacts {
  const sources = parts.map((part, index) => [part, { at: at - 900, durationMs: 40 + 31 * index }]);
  return {
    name,
    at,
    expected,
    resolvers: servers(right),
    authoritative: [answer('ns1.alidns.com', right), answer('ns2.alidns.com', right)],
    delegation: {
      zone: 'example.com',
      nameServers: ['ns1.alidns.com', 'ns2.alidns.com'],
      hosted: ['ns1.alidns.com', 'ns2.alidns.com'],
      negativeTtl: 600,
    },
    status: 'online',
    cdnConfigured: true,
    httpsOn: true,
    place: { zone: 'example.com', rr: 'img' },
    records: [record()],
    minTtl: 600,
    edges: edges(),
    bucket: { name: 'site', region: 'cn-hangzhou' },
    sources: Object.fromEntries(sources),
    ...more,
  };
}

/** The same answer from every resolver, the last over HTTPS. */
export function servers(records: readonly DnsAnswerRecord[]): readonly DnsAnswer[] {
  return [
    answer('system', records, { transport: 'system' }),
    answer('223.5.5.5', records),
    answer('119.29.29.29', records, { transport: 'tcp', durationMs: 61 }),
    answer('8.8.8.8', records, { transport: 'https', durationMs: 140 }),
  ];
}

/** A record in Alibaba Cloud DNS. */
export function record(more: Partial<DnsRecord> = {}): DnsRecord {
  const base = { id: '9001', zone: 'example.com', rr: 'img', type: 'CNAME', value: expected, ttl: 600 };
  return { ...base, line: 'default', enabled: true, locked: false, ...more };
}

/** A valid certificate of the name with these changes. */
export function certificate(more: Partial<PeerCertificate> = {}): PeerCertificate {
  return {
    trusted: true,
    names: [name],
    expires: '2026-06-30T23:59:59.000Z',
    fingerprint: '5c'.repeat(32),
    ...more,
  };
}

/** The four edge requests with these changes in their answers. */
export function edges(more: Partial<EdgeAnswer> = {}, sameBytes: boolean | 'unknown' = true): readonly EdgeFact[] {
  const headers = {
    'x-cache': 'HIT TCP_MEM_HIT dirn:10:301',
    age: '512',
    via: 'cache21.l2cn3051[0,0,304-0,H], kunlun9.cn256[0,0,200-0,H]',
    eagleid: '2ff6109917726027001234567e',
  };
  const base = { outcome: 'answered', status: 200, headers, address: '203.0.113.25', durationMs: 88 } as const;
  const tls = { certificate: certificate() };
  return (['https', 'http'] as const).flatMap((scheme) =>
    (['dns', 'cname'] as const).map((via) => ({
      via,
      scheme,
      connectTo: via === 'dns' ? '203.0.113.25' : expected,
      path: '/css/site.css',
      answer: { ...base, ...(scheme === 'https' && tls), ...more },
      ...(sameBytes !== 'unknown' && { sameBytes }),
    })),
  );
}
