import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInformative } from '../../../../../src/core/dns/answers.js';
import type { DnsAnswer } from '../../../../../src/core/ports/probe.js';
import { diagnose } from '../../../../../src/core/verification/diagnosis/diagnose.js';
import type { EdgeFact, VerificationFacts } from '../../../../../src/core/verification/facts.js';
import {
  address,
  at,
  bucket,
  certificate,
  cname,
  delegated,
  edge,
  elsewhere,
  expected,
  mute,
  name,
  nothing,
  ossError,
  place,
  record,
  right,
  serves,
  servesHttp,
  silent,
  systemCname,
} from './caseFacts.js';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', '.', '..', 'a'.repeat(65_536)),
);
const time = fc.integer({ min: 0, max: 2_000_000_000 });

/** Answers as servers give them, and as they should not. */
const answers: fc.Arbitrary<DnsAnswer> = fc.oneof(
  fc.constantFrom(
    right,
    cname(expected, 30),
    cname('old.example.net', 90),
    systemCname('old.example.net'),
    nothing(),
    nothing(90),
    address('192.0.2.9'),
    address('2001:db8::9'),
    ...(['timeout', 'unreachable', 'servfail', 'refused', 'noData'] as const).map(silent),
  ),
  fc.record({
    server: hostile,
    outcome: fc.constantFrom('answer', 'noData', 'nxdomain', 'servfail', 'refused', 'timeout', 'unreachable'),
    records: fc.array(
      fc.record({
        name: fc.oneof(fc.constant(name), hostile),
        type: fc.oneof(fc.constantFrom('A', 'AAAA', 'CNAME'), hostile),
        ttl: time,
        data: fc.oneof(fc.constant(expected), hostile),
      }),
      { maxLength: 4 },
    ),
    transport: fc.constantFrom('system', 'udp', 'tcp', 'https'),
    at: fc.constant(at),
    durationMs: fc.nat(),
  }),
);

const edges: fc.Arbitrary<EdgeFact> = fc.oneof(
  fc.constantFrom(
    serves,
    servesHttp,
    mute('timeout'),
    mute('tlsFailed'),
    mute('proxyRefused'),
    edge({ status: 403, headers: { 'x-tengine-error': 'denied by Referer ACL' } }),
    edge({ status: 403, headers: { 'x-tengine-bf-error': 'non-existent domain' } }),
    edge({ status: 403, headers: { server: 'squid' } }, { scheme: 'http' }),
    edge({ status: 200, certificate: certificate({ trusted: false, names: ['www.example.com'] }) }),
    ossError(403, 'AccessDenied', '0003-00000001'),
    edge({ status: 200 }, { via: 'dns', connectTo: '192.0.2.9' }),
  ),
  fc.record({
    via: fc.constantFrom('dns', 'cname'),
    scheme: fc.constantFrom('https', 'http'),
    connectTo: hostile,
    path: fc.oneof(fc.constant('/'), hostile),
    answer: fc.record(
      {
        outcome: fc.constantFrom('answered', 'unreachable', 'tlsFailed', 'timeout', 'refusedAddress', 'proxyRefused'),
        status: fc.integer({ min: 0, max: 999 }),
        headers: fc.dictionary(hostile, hostile, { maxKeys: 3 }),
        body: fc.uint8Array({ maxLength: 30 }),
        certificate: fc.record({
          trusted: fc.boolean(),
          names: fc.array(hostile, { maxLength: 2 }),
          expires: hostile,
          fingerprint: hostile,
        }),
        durationMs: fc.nat(),
      },
      { requiredKeys: ['outcome', 'headers', 'durationMs'] },
    ),
  }),
);

const records = fc.subarray([
  record(),
  record({ id: '2', enabled: false }),
  record({ id: '3', type: 'A', value: '192.0.2.9' }),
  record({ id: '4', value: 'old.example.net' }),
  record({ id: '5', line: 'telecom', value: 'old.example.net' }),
  record({ id: '6', type: 'MX', value: 'mx.example.com' }),
]);

const statuses = [
  'online',
  'offline',
  'configuring',
  'configure_failed',
  'checking',
  'check_failed',
  'stopping',
  'deleting',
] as const;

/** Any facts at all; mostly of an online domain, so that the later judges have their turn. */
const anyFacts = fc.record(
  {
    name: fc.constantFrom(name, '.example.com'),
    at: fc.constant(at),
    expected: fc.constant(expected),
    resolvers: fc.array(answers, { maxLength: 5 }),
    authoritative: fc.array(answers, { maxLength: 3 }),
    delegation: fc.constantFrom(delegated, elsewhere, {
      ...delegated,
      nameServers: ['ns1.alidns.com', 'ns.x.example'],
    }),
    wildcard: fc.constant('*.example.com'),
    status: fc.oneof(
      { weight: 4, arbitrary: fc.constant('online' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...statuses) },
    ),
    cdnConfigured: fc.boolean(),
    httpsOn: fc.boolean(),
    place: fc.constant(place),
    records,
    minTtl: fc.constant(600),
    edges: fc.array(edges, { maxLength: 4 }),
    bucket: fc.constant({ ...bucket, isPrivate: true }),
    accountUnknown: fc.boolean(),
    since: fc.integer({ min: at - 3_600_000, max: at }),
    sources: fc.constantFrom({}, { cdnDomain: { at, durationMs: 1, failed: 'forbidden' } }),
  },
  { requiredKeys: ['name', 'at', 'resolvers', 'authoritative', 'edges', 'sources'] },
);

const holds = (check: (facts: VerificationFacts) => void) => {
  fc.assert(
    fc.property(anyFacts, (facts) => check(facts as VerificationFacts)),
    { numRuns: 200 },
  );
};

describe('a diagnosis of any facts', () => {
  it('exists, and every verdict but "working" has something to do or a time to wait for', () => {
    holds((facts) => {
      const { verdict, fixes } = diagnose(facts);
      expect(fixes.length > 0).toBe(verdict.kind !== 'working');
      for (const fix of fixes) {
        if (fix.kind === 'wait' && fix.until !== undefined) expect(fix.until).toBeGreaterThan(facts.at);
        if ('value' in fix) expect(fix.value).not.toBe('');
      }
    });
  });

  it('offers each fix once, and none that a button could not do', () => {
    holds((facts) => {
      const { fixes } = diagnose(facts);
      expect(new Set(fixes.map(({ kind }) => kind)).size).toBe(fixes.length);
      if (!facts.place) for (const fix of fixes) expect('hosted' in fix && fix.hosted === true).toBe(false);
    });
  });

  it('does not depend on the order of resolvers, records and edges', () => {
    fc.assert(
      fc.property(
        anyFacts.chain((facts) =>
          fc.record({
            facts: fc.constant(facts as VerificationFacts),
            resolvers: fc.shuffledSubarray(facts.resolvers, { minLength: facts.resolvers.length }),
            authoritative: fc.shuffledSubarray(facts.authoritative, { minLength: facts.authoritative.length }),
            edges: fc.shuffledSubarray(facts.edges, { minLength: facts.edges.length }),
            records: fc.shuffledSubarray(facts.records ?? [], { minLength: facts.records?.length ?? 0 }),
          }),
        ),
        ({ facts, records: order, ...turned }) => {
          const again = { ...facts, ...turned, ...(facts.records && { records: order }) };
          expect(diagnose(again)).toEqual(diagnose(facts));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('stays "working" with more servers that agree, and never becomes "missing" by them', () => {
    holds((facts) => {
      const { kind } = diagnose(facts).verdict;
      // Where a provider flattens the CNAME, those who agree give addresses too. What the zone's own servers say comes first, as in a
      // diagnosis: a resolver may have something in the way that they no longer have.
      const spoken = [...facts.authoritative, ...facts.resolvers].find(isInformative);
      const agrees = kind === 'working' ? (spoken ?? right) : right;
      const more = [
        { ...facts, resolvers: [...facts.resolvers, agrees] },
        { ...facts, authoritative: [...facts.authoritative, agrees] },
        { ...facts, edges: [...facts.edges, serves] },
      ].map((each) => diagnose(each).verdict.kind);
      if (kind === 'working') expect(more).toEqual(['working', 'working', 'working']);
      else if (kind !== 'missing') expect(more.slice(0, 2)).not.toContain('missing');
    });
  });

  it('reports an enabled and served record neither as missing nor as wrong', () => {
    holds((facts) => {
      const part = { ...facts, records: [record()], place, delegation: delegated, expected, status: 'online' } as const;
      const { kind } = diagnose(part).verdict;
      expect(['missing', 'wrongTarget', 'addressInTheWay', 'paused', 'zoneElsewhere']).not.toContain(kind);
    });
  });
});
