import type { DnsRecord } from '../../../../../src/core/ports/dns.js';
import type { DnsAnswer, DnsAnswerRecord, EdgeAnswer, PeerCertificate } from '../../../../../src/core/ports/probe.js';
import type { EdgeFact, Fix, Verdict, VerificationFacts } from '../../../../../src/core/verification/facts.js';

export const name = 'img.example.com';
export const expected = 'img.example.com.w.kunlunsl.com';
export const at = 1_700_000_000_000;
export const bucket = { name: 'site', region: 'cn-hangzhou' };
export const lag = at + 600_000;

/** Facts with the fixes they lead to, each whole or by its kind. */
export interface Case {
  readonly when: string;
  readonly facts: VerificationFacts;
  readonly verdict: Verdict;
  readonly fixes: readonly (Fix | Fix['kind'])[];
}

/** The cases that get a verdict, and near ones that must get another. */
export interface VerdictCases {
  readonly is: readonly Case[];
  readonly isNot: readonly {
    readonly when: string;
    readonly facts: VerificationFacts;
    readonly kind: Verdict['kind'];
  }[];
}

let servers = 0;
const server = () => `192.0.2.${(servers++ % 250) + 1}`;

const answer = (records: readonly DnsAnswerRecord[]): DnsAnswer => {
  return { server: server(), outcome: 'answer', records, transport: 'udp', at, durationMs: 5 };
};

/** A server that gives the CNAME to `data`. */
export const cname = (data: string, ttl = 600): DnsAnswer => answer([{ name, type: 'CNAME', ttl, data }]);
/** A server that gives the expected CNAME and an address behind it. */
export const right = answer([
  { name, type: 'CNAME', ttl: 600, data: expected },
  { name: expected, type: 'A', ttl: 60, data: '203.0.113.80' },
]);
/** A server that gives addresses at the name itself. */
export const address = (data: string, ttl = 300): DnsAnswer => {
  return answer([{ name, type: data.includes(':') ? 'AAAA' : 'A', ttl, data }]);
};
/** A server that tells nothing, or denies the name. */
export const silent = (outcome: DnsAnswer['outcome']): DnsAnswer => ({ ...answer([]), outcome });
/** A server that says the name does not exist, for so many seconds. */
export const nothing = (negativeTtl?: number): DnsAnswer => {
  return { ...silent('nxdomain'), ...(negativeTtl !== undefined && { negativeTtl }) };
};
/** The computer's own resolver, which tells no TTL of a CNAME. */
export const systemCname = (data: string): DnsAnswer => ({ ...cname(data, 0), server: 'system', transport: 'system' });

/** A record in Alibaba Cloud DNS; ours on the default line unless said otherwise. */
export const record = (part: Partial<DnsRecord> = {}): DnsRecord => {
  const ours = { id: '1', zone: 'example.com', rr: 'img', type: 'CNAME', value: expected, ttl: 600 };
  return { ...ours, line: 'default', enabled: true, locked: false, ...part };
};

const cdn = { 'x-cache': 'MISS TCP_MISS dirn:-2:-2', eagleid: '2ff6' };

/** A valid certificate of the name with these changes. */
export const certificate = (part: Partial<PeerCertificate> = {}): PeerCertificate => {
  return { trusted: true, names: [name], fingerprint: 'ab'.repeat(32), ...part };
};

/** An answer of the edge, over HTTPS at the CNAME with a good certificate unless said otherwise. */
export const edge = (answered: Partial<EdgeAnswer>, part: Partial<EdgeFact> = {}): EdgeFact => ({
  via: 'cname',
  scheme: 'https',
  connectTo: expected,
  path: '/a.txt',
  ...part,
  answer: {
    outcome: 'answered',
    headers: cdn,
    durationMs: 9,
    ...((part.scheme ?? 'https') === 'https' && { certificate: certificate() }),
    ...answered,
  },
});
/** The edge gives the bucket's bytes. */
export const serves = edge({ status: 200 }, { sameBytes: true });
/** The same over plain HTTP. */
export const servesHttp = edge({ status: 200 }, { sameBytes: true, scheme: 'http' });
/** OSS's refusal as the edge passes it on. */
export const ossError = (status: number, code: string, ec: string, part: Partial<EdgeFact> = {}): EdgeFact => {
  const body = new TextEncoder().encode(`<Error><Code>${code}</Code><Message>no</Message><EC>${ec}</EC></Error>`);
  return edge({ status, body, headers: { ...cdn, 'x-oss-ec': ec } }, { sameBytes: false, ...part });
};
/** Nothing came back from the edge. */
export const mute = (outcome: EdgeAnswer['outcome']): EdgeFact => {
  const { certificate: _certificate, ...rest } = edge({ outcome, headers: {} }).answer;
  return { ...edge({}), answer: rest };
};

/** An online domain of the account, with no source queried yet. */
export const facts = (part: Partial<VerificationFacts>): VerificationFacts => ({
  name,
  at,
  expected,
  status: 'online',
  httpsOn: true,
  cdnConfigured: true,
  resolvers: [],
  authoritative: [],
  edges: [],
  sources: {},
  ...part,
});
/** A domain that works in every part. */
export const allRight = (part: Partial<VerificationFacts> = {}): VerificationFacts => {
  return facts({ resolvers: [right, right], authoritative: [right], edges: [serves, servesHttp], ...part });
};
/** Facts without an account: nothing of CDN and Alibaba Cloud DNS is known. */
export const noAccount = (part: Partial<VerificationFacts>): VerificationFacts => {
  const sources = { cdnDomain: { at, durationMs: 0, failed: 'notSignedIn' } } as const;
  return { name, at, accountUnknown: true, resolvers: [], authoritative: [], edges: [], sources, ...part };
};

export const place = { zone: 'example.com', rr: 'img' };
const ours = ['ns1.alidns.com', 'ns2.alidns.com'];
/** The zone is served by Alibaba Cloud DNS, as the registrar says. */
export const delegated = { zone: 'example.com', nameServers: ['NS1.alidns.com.', 'ns2.alidns.com'], hosted: ours };
/** The registrar points elsewhere. */
export const elsewhere = { zone: 'example.com', nameServers: ['ns1.other.example'], hosted: ours };
/** The zone is hosted here, with these records on the host. */
export const hosted = (records: readonly DnsRecord[], part: Partial<VerificationFacts>): VerificationFacts => {
  return facts({ place, records, minTtl: 600, delegation: delegated, ...part });
};
