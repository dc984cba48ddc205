import {
  address,
  allRight,
  at,
  cname,
  delegated,
  edge,
  elsewhere,
  expected,
  facts,
  hosted,
  nothing,
  record,
  right,
  silent,
  systemCname,
  type VerdictCases,
} from './caseFacts.js';

const old = 'cdn.old-host.example';

/** What DNS and its caches show. */
export const dnsCases = {
  propagating: {
    is: [
      {
        when: 'one of two resolvers still has the old CNAME',
        facts: allRight({ resolvers: [right, cname(old, 120)], authoritative: [] }),
        verdict: { kind: 'propagating', seen: 1, asked: 2, until: at + 120_000 },
        fixes: [{ kind: 'wait', until: at + 120_000 }],
      },
      {
        when: 'one has ours, one denies the name',
        facts: allRight({ resolvers: [right, nothing(300)], authoritative: [right] }),
        verdict: { kind: 'propagating', seen: 2, asked: 3, until: at + 300_000 },
        fixes: ['wait'],
      },
      {
        when: 'every resolver has the old address, and the zone is right',
        facts: allRight({ resolvers: [address('192.0.2.9', 60), address('192.0.2.9', 90)], authoritative: [right] }),
        verdict: { kind: 'propagating', seen: 1, asked: 3, until: at + 90_000 },
        fixes: ['wait'],
      },
      {
        when: 'the record is written and the zone still gives the old CNAME',
        facts: hosted([record()], { resolvers: [cname(old)], authoritative: [cname(old)] }),
        verdict: { kind: 'propagating', seen: 0, asked: 2, until: at + 600_000 },
        fixes: ['wait'],
      },
      {
        when: 'one still has the old address, though the edge serves at the address of another',
        facts: allRight({
          resolvers: [right, address('192.0.2.9', 3600)],
          edges: [edge({ status: 200 }, { via: 'dns', connectTo: '203.0.113.80', sameBytes: true })],
        }),
        verdict: { kind: 'propagating', seen: 2, asked: 3, until: at + 3_600_000 },
        fixes: ['wait'],
      },
      {
        when: 'the target of the old CNAME is gone, so that the answer is a denial with a record',
        facts: allRight({
          authoritative: [right],
          resolvers: [{ ...cname(old, 120), outcome: 'nxdomain', negativeTtl: 900 }],
        }),
        verdict: { kind: 'propagating', seen: 1, asked: 2, until: at + 120_000 },
        fixes: ['wait'],
      },
      {
        when: 'a server keeps an old answer for no time at all',
        facts: allRight({ resolvers: [right, cname(old, 0)], authoritative: [] }),
        verdict: { kind: 'propagating', seen: 1, asked: 2, until: at + 5_000 },
        fixes: ['wait'],
      },
      {
        when: 'some resolvers may still ask the servers that the zone had before',
        facts: allRight({
          resolvers: [right, cname(old, 120)],
          delegation: { ...delegated, oldUntil: at + 172_800_000 },
        }),
        verdict: { kind: 'propagating', seen: 2, asked: 3, until: at + 172_800_000 },
        fixes: ['wait'],
      },
      {
        when: 'another line has an address that no server gives',
        facts: hosted([record(), record({ id: '2', line: 'telecom', type: 'A', value: '192.0.2.8' })], {
          resolvers: [right, address('192.0.2.9')],
        }),
        verdict: { kind: 'propagating', seen: 1, asked: 2, until: at + 300_000 },
        fixes: ['wait'],
      },
      {
        when: 'the one that is behind does not tell its TTL',
        facts: allRight({ resolvers: [systemCname(old), right] }),
        verdict: { kind: 'propagating', seen: 2, asked: 3, until: at + 600_000 },
        fixes: ['wait'],
      },
    ],
    isNot: [
      { when: 'one is silent', facts: allRight({ resolvers: [right, silent('timeout')] }), kind: 'working' },
      {
        when: 'resolvers still have ours and the zone has not any more',
        facts: facts({ resolvers: [right], authoritative: [nothing(60)] }),
        kind: 'missing',
      },
      {
        when: 'two enabled records answer in turn',
        facts: hosted([record(), record({ id: '2', value: old })], { resolvers: [right, cname(old)] }),
        kind: 'conflicting',
      },
    ],
  },
  negativeCached: {
    is: [
      {
        when: 'the zone is right and every resolver remembers nothing',
        facts: allRight({ resolvers: [nothing(60), nothing(300)], authoritative: [right] }),
        verdict: { kind: 'negativeCached', until: at + 300_000 },
        fixes: [{ kind: 'wait', until: at + 300_000 }],
      },
      {
        when: 'the record is written and every resolver remembers its absence',
        facts: hosted([record()], { resolvers: [nothing(300)], authoritative: [] }),
        verdict: { kind: 'negativeCached', until: at + 300_000 },
        fixes: ['wait'],
      },
      {
        when: 'no answer says how long, and the SOA of the zone does',
        facts: allRight({
          resolvers: [silent('noData')],
          authoritative: [right],
          delegation: { ...delegated, negativeTtl: 900 },
        }),
        verdict: { kind: 'negativeCached', until: at + 900_000 },
        fixes: ['wait'],
      },
    ],
    isNot: [
      {
        when: 'one resolver remembers nothing and another an old address',
        facts: allRight({ resolvers: [nothing(60), address('192.0.2.9')] }),
        kind: 'propagating',
      },
      { when: 'nothing says that the record exists', facts: facts({ resolvers: [nothing(300)] }), kind: 'missing' },
      { when: 'one resolver has it', facts: allRight({ resolvers: [right, nothing(300)] }), kind: 'propagating' },
      {
        when: 'an old address is remembered',
        facts: allRight({ resolvers: [address('192.0.2.9')] }),
        kind: 'propagating',
      },
    ],
  },
  missing: {
    is: [
      {
        when: 'no server knows the name and the zone is elsewhere',
        facts: facts({ resolvers: [nothing(), nothing()] }),
        verdict: { kind: 'missing' },
        fixes: [{ kind: 'addRecord', hosted: false }],
      },
      {
        when: 'the hosted zone has no record',
        facts: hosted([], { resolvers: [nothing(300)], authoritative: [nothing(600)] }),
        verdict: { kind: 'missing' },
        fixes: [{ kind: 'addRecord', hosted: true }, 'openDnsConsole'],
      },
      {
        when: 'only visitors of one line have ours',
        facts: hosted([record({ line: 'telecom' })], { resolvers: [nothing(300)] }),
        verdict: { kind: 'missing' },
        fixes: ['addRecord', 'openDnsConsole'],
      },
      {
        when: 'another line has an address',
        facts: hosted([record({ line: 'unicom', type: 'A', value: '192.0.2.9' })], { resolvers: [nothing()] }),
        verdict: { kind: 'missing' },
        fixes: ['addRecord', 'openDnsConsole'],
      },
    ],
    isNot: [
      {
        when: 'the record is there but paused',
        facts: hosted([record({ enabled: false })], { resolvers: [nothing()] }),
        kind: 'paused',
      },
      {
        when: 'a mail record stands on the host',
        facts: hosted([record({ type: 'MX', value: 'mx.example.com' })], { resolvers: [silent('noData')] }),
        kind: 'conflicting',
      },
      { when: 'no server answered', facts: facts({ resolvers: [silent('timeout')] }), kind: 'cannotTell' },
    ],
  },
  paused: {
    is: [
      {
        when: 'ours is paused and no server answers with anything',
        facts: hosted([record({ id: '7', enabled: false })], { resolvers: [nothing()] }),
        verdict: { kind: 'paused' },
        fixes: [{ kind: 'resumeRecord' }, 'openDnsConsole'],
      },
      {
        when: 'resolvers still remember ours',
        facts: hosted([record({ enabled: false })], { resolvers: [right], authoritative: [nothing(60)] }),
        verdict: { kind: 'paused' },
        fixes: ['resumeRecord', 'openDnsConsole'],
      },
      {
        when: 'the servers of the zone are silent and resolvers still remember ours',
        facts: hosted([record({ enabled: false })], {
          resolvers: [right],
          authoritative: [silent('timeout')],
          edges: allRight().edges,
        }),
        verdict: { kind: 'paused' },
        fixes: ['resumeRecord', 'openDnsConsole'],
      },
      {
        when: 'the value has another case and a dot, and a telecom record is enabled',
        facts: hosted(
          [
            record({ value: `${expected.toUpperCase()}.`, enabled: false }),
            record({ id: '2', line: 'telecom', value: old }),
          ],
          { resolvers: [nothing()] },
        ),
        verdict: { kind: 'paused' },
        fixes: ['resumeRecord', 'openDnsConsole'],
      },
      {
        when: 'it is locked besides, so that only the console can resume it',
        facts: hosted([record({ enabled: false, locked: true })], { resolvers: [nothing()] }),
        verdict: { kind: 'paused' },
        fixes: ['openDnsConsole'],
      },
    ],
    isNot: [
      {
        when: 'resuming would collide with an enabled address',
        facts: hosted([record({ enabled: false }), record({ id: '2', type: 'A', value: '192.0.2.9' })], {
          resolvers: [address('192.0.2.9')],
        }),
        kind: 'addressInTheWay',
      },
      {
        when: 'the world asks other servers, and those give ours',
        facts: hosted([record({ enabled: false })], {
          delegation: elsewhere,
          resolvers: [right],
          edges: allRight().edges,
        }),
        kind: 'working',
      },
      { when: 'it was resumed', facts: hosted([record()], { resolvers: [nothing(60)] }), kind: 'negativeCached' },
      {
        when: 'another record is paused',
        facts: hosted([record({ value: old, enabled: false })], { resolvers: [nothing()] }),
        kind: 'missing',
      },
    ],
  },
} satisfies Record<string, VerdictCases>;
