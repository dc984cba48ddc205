import {
  address,
  allRight,
  delegated,
  elsewhere,
  facts,
  hosted,
  nothing,
  place,
  record,
  right,
  silent,
  type VerdictCases,
} from './caseFacts.js';

/** Who serves the zone. */
export const zoneCases = {
  zoneElsewhere: {
    is: [
      {
        when: 'the record is written, but the registrar points elsewhere',
        facts: facts({ place, records: [record()], delegation: elsewhere, resolvers: [nothing(300)] }),
        verdict: {
          kind: 'zoneElsewhere',
          zone: 'example.com',
          servers: ['ns1.other.example'],
          hosted: ['ns1.alidns.com', 'ns2.alidns.com'],
        },
        fixes: [{ kind: 'changeNameServers', zone: 'example.com', hosted: ['ns1.alidns.com', 'ns2.alidns.com'] }],
      },
      {
        when: 'no record is written either',
        facts: facts({ place, records: [], delegation: elsewhere, resolvers: [nothing(300)] }),
        verdict: {
          kind: 'zoneElsewhere',
          zone: 'example.com',
          servers: ['ns1.other.example'],
          hosted: ['ns1.alidns.com', 'ns2.alidns.com'],
        },
        fixes: [{ kind: 'addRecord', hosted: false }, 'changeNameServers'],
      },
      {
        when: 'the other place has an old address',
        facts: facts({ place, records: [], delegation: elsewhere, resolvers: [nothing(60), address('192.0.2.9')] }),
        verdict: {
          kind: 'zoneElsewhere',
          zone: 'example.com',
          servers: ['ns1.other.example'],
          hosted: ['ns1.alidns.com', 'ns2.alidns.com'],
        },
        fixes: [{ kind: 'switchRecords', hosted: false }, 'changeNameServers'],
      },
      {
        when: 'the servers elsewhere do not even answer',
        facts: facts({ place, records: [record()], delegation: elsewhere, resolvers: [silent('servfail')] }),
        verdict: {
          kind: 'zoneElsewhere',
          zone: 'example.com',
          servers: ['ns1.other.example'],
          hosted: ['ns1.alidns.com', 'ns2.alidns.com'],
        },
        fixes: ['changeNameServers'],
      },
      {
        when: 'one of the name servers is left over and gives something else',
        facts: facts({
          place,
          records: [record()],
          delegation: { ...delegated, nameServers: ['ns1.alidns.com', 'ns9.other.example'] },
          authoritative: [right, nothing(60)],
        }),
        verdict: {
          kind: 'zoneElsewhere',
          zone: 'example.com',
          servers: ['ns9.other.example'],
          hosted: ['ns1.alidns.com', 'ns2.alidns.com'],
        },
        fixes: ['changeNameServers'],
      },
    ],
    isNot: [
      {
        when: 'some of the servers are ours and none has the record',
        facts: hosted([], {
          delegation: { ...delegated, nameServers: ['ns1.alidns.com', 'ns9.other.example'] },
          authoritative: [nothing(60)],
        }),
        kind: 'missing',
      },
      {
        when: 'the other place gives ours',
        facts: allRight({ delegation: elsewhere, place, records: [] }),
        kind: 'working',
      },
      {
        when: 'the servers are the same but for case and dot',
        facts: hosted([record()], { resolvers: [nothing(9)] }),
        kind: 'negativeCached',
      },
      {
        when: 'the zone is not in the account',
        facts: facts({
          delegation: { zone: 'example.com', nameServers: ['ns1.other.example'] },
          resolvers: [nothing()],
        }),
        kind: 'missing',
      },
    ],
  },
} satisfies Record<string, VerdictCases>;
