import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DnsRecord } from '../../../../src/core/ports/dns.js';
import type { DnsAnswer, EdgeAnswer } from '../../../../src/core/ports/probe.js';
import { diagnose } from '../../../../src/core/verification/diagnose.js';
import type { VerificationFacts } from '../../../../src/core/verification/facts.js';

const name = 'img.example.com';
const expected = 'img.example.com.w.kunlunsl.com';
const at = 1_700_000_000_000;

const cname = (data: string, ttl = 600): DnsAnswer => ({
  server: '192.0.2.1',
  outcome: 'answer',
  records: [{ name, type: 'CNAME', ttl, data }],
  durationMs: 5,
});
const address = (data: string): DnsAnswer => ({
  server: '192.0.2.2',
  outcome: 'answer',
  records: [{ name, type: 'A', ttl: 300, data }],
  durationMs: 5,
});
const silent = (outcome: DnsAnswer['outcome']): DnsAnswer => ({
  server: '192.0.2.3',
  outcome,
  records: [],
  durationMs: 5,
});
const nothing = (negativeTtl?: number): DnsAnswer => ({
  ...silent('nxdomain'),
  ...(negativeTtl === undefined ? {} : { negativeTtl }),
});
const edge = (
  status: number,
  headers: Record<string, string> = {},
  sameBytes = false,
): NonNullable<VerificationFacts['edge']> => ({
  answer: { outcome: 'answered', status, headers, durationMs: 9 } satisfies EdgeAnswer,
  path: '/index.html',
  sameBytes,
});
const record = (part: Partial<DnsRecord> = {}): DnsRecord => ({
  id: '1',
  zone: 'example.com',
  rr: 'img',
  type: 'CNAME',
  value: expected,
  ttl: 600,
  line: 'default',
  enabled: true,
  locked: false,
  ...part,
});
const facts = (part: Partial<VerificationFacts>): VerificationFacts => ({
  name,
  at,
  expected,
  status: 'online',
  resolvers: [],
  authoritative: [],
  ...part,
});

const right = cname(expected);
const cases: [string, VerificationFacts, string, string[]][] = [
  ['all agree and bytes are equal', facts({ resolvers: [right, right], edge: edge(200, {}, true) }), 'working', []],
  ['case and trailing dot differ', facts({ resolvers: [cname(`${expected.toUpperCase()}.`)] }), 'working', []],
  ['one is silent', facts({ resolvers: [right, silent('timeout')] }), 'working', []],
  [
    'the edge cannot be asked',
    facts({
      resolvers: [right],
      edge: { ...edge(0), answer: { outcome: 'unreachable', headers: {}, durationMs: 1 } },
    }),
    'working',
    [],
  ],
  ['one still says nothing', facts({ resolvers: [right, nothing(300)] }), 'propagating', ['wait']],
  ['one still has the old address', facts({ resolvers: [right, address('192.0.2.9')] }), 'propagating', ['wait']],
  [
    'the authoritative one is right, resolvers are not yet',
    facts({ authoritative: [right], resolvers: [nothing(60)] }),
    'propagating',
    ['wait'],
  ],
  [
    'the record is there, everyone remembers nothing',
    facts({ records: [record()], resolvers: [nothing(300)] }),
    'negativeCached',
    ['wait'],
  ],
  [
    'the record is there, an old CNAME is remembered',
    facts({ records: [record()], resolvers: [cname('old.example.net')] }),
    'propagating',
    ['wait'],
  ],
  ['nobody knows the name', facts({ resolvers: [nothing(), nothing()] }), 'missing', ['addRecord', 'openDnsConsole']],
  [
    'nobody knows and the zone has no record',
    facts({ records: [], resolvers: [nothing(300)] }),
    'missing',
    ['addRecord', 'openDnsConsole'],
  ],
  [
    'the record is paused',
    facts({ records: [record({ enabled: false })], resolvers: [nothing()] }),
    'paused',
    ['resumeRecord', 'openDnsConsole'],
  ],
  [
    'it points at the bucket',
    facts({ resolvers: [cname('site.oss-cn-hangzhou.aliyuncs.com')] }),
    'wrongTarget',
    ['correctRecord', 'openDnsConsole'],
  ],
  [
    'it points one letter off',
    facts({ resolvers: [cname(expected.replace('kunlun', 'kunlum'))] }),
    'wrongTarget',
    ['correctRecord', 'openDnsConsole'],
  ],
  [
    'an address is in the way',
    facts({ resolvers: [address('192.0.2.9')] }),
    'addressInTheWay',
    ['removeAddresses', 'addRecord', 'openDnsConsole'],
  ],
  ['right, but stopped', facts({ status: 'offline', resolvers: [right] }), 'notOnline', ['openCdnConsole']],
  [
    'right, but still configured',
    facts({ status: 'configuring', resolvers: [right] }),
    'notOnline',
    ['wait', 'openCdnConsole'],
  ],
  [
    'right, but the edge refuses',
    facts({ resolvers: [right], edge: edge(403, { 'x-tengine-error': 'denied by Referer ACL' }) }),
    'edgeRefuses',
    ['openCdnConsole'],
  ],
  [
    'nobody answers at all',
    facts({ resolvers: [silent('timeout'), silent('unreachable')] }),
    'cannotTell',
    ['checkNetwork'],
  ],
  ['nobody was asked', facts({}), 'cannotTell', ['checkNetwork']],
  [
    'CDN does not have the name',
    { name, at, resolvers: [right], authoritative: [] },
    'notOnCdn',
    ['onboard', 'openCdnConsole'],
  ],
  [
    'the account cannot be asked',
    { name, at, resolvers: [right], authoritative: [], accountUnknown: true },
    'cannotTell',
    ['checkNetwork'],
  ],
];

describe('a diagnosis', () => {
  it('reads the chain of a wildcard at the name that was asked', () => {
    const asked: DnsAnswer = {
      ...right,
      records: [{ name: 'oss-cdn-probe.example.com', type: 'CNAME', ttl: 600, data: 'old.example.net' }],
    };
    const found = diagnose(facts({ name: '.example.com', resolvers: [asked] }));
    expect(found.verdict).toEqual({ kind: 'wrongTarget', found: 'old.example.net' });
  });

  it.each(cases)('when %s', (_title, given, verdict, fixes) => {
    const found = diagnose(given);
    expect(found.verdict.kind).toBe(verdict);
    expect(found.fixes.map((fix) => fix.kind)).toEqual(fixes);
  });

  it('tells until when an old answer may live', () => {
    const found = diagnose(facts({ resolvers: [right, cname('old.example.net', 120)] }));
    expect(found.verdict).toEqual({ kind: 'propagating', seen: 1, asked: 2, until: at + 120_000 });
  });

  it('calls CDN lagging only when DNS is right', () => {
    expect(diagnose(facts({ resolvers: [right], cdnConfigured: false })).cdnLags).toBe(true);
    expect(diagnose(facts({ resolvers: [nothing()], cdnConfigured: false })).cdnLags).toBe(false);
    expect(diagnose(facts({ resolvers: [right], cdnConfigured: true })).cdnLags).toBe(false);
  });

  const answer = fc.constantFrom(
    right,
    cname('old.example.net'),
    nothing(),
    nothing(90),
    address('192.0.2.9'),
    silent('timeout'),
    silent('servfail'),
  );
  const anyFacts = fc.record(
    {
      resolvers: fc.array(answer, { maxLength: 6 }),
      authoritative: fc.array(answer, { maxLength: 3 }),
      records: fc.constantFrom(
        [],
        [record()],
        [record({ enabled: false })],
        [record({ type: 'A', value: '192.0.2.9' })],
      ),
      edge: fc.constantFrom(edge(200, {}, true), edge(403), edge(502)),
      cdnConfigured: fc.boolean(),
    },
    { requiredKeys: ['resolvers', 'authoritative'] },
  );

  it('exists for any facts, and every verdict but "working" has something to do', () => {
    fc.assert(
      fc.property(anyFacts, (part) => {
        const { verdict, fixes } = diagnose(facts(part as Partial<VerificationFacts>));
        expect(fixes.length > 0).toBe(verdict.kind !== 'working');
      }),
    );
  });

  it('does not depend on the order of answers', () => {
    fc.assert(
      fc.property(anyFacts, (part) => {
        const given = facts(part as Partial<VerificationFacts>);
        const turned = {
          ...given,
          resolvers: [...given.resolvers].reverse(),
          authoritative: [...given.authoritative].reverse(),
        };
        expect(diagnose(turned).verdict.kind).toBe(diagnose(given).verdict.kind);
      }),
    );
  });

  it('stays working when more servers agree', () => {
    fc.assert(
      fc.property(anyFacts, (part) => {
        const given = facts(part as Partial<VerificationFacts>);
        fc.pre(diagnose(given).verdict.kind === 'working');
        expect(diagnose({ ...given, resolvers: [...given.resolvers, right] }).verdict.kind).toBe('working');
      }),
    );
  });
});
