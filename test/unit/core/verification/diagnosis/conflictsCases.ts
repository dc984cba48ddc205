import {
  address,
  allRight,
  cname,
  expected,
  facts,
  hosted,
  nothing,
  record,
  right,
  silent,
  type VerdictCases,
} from './caseFacts.js';

/** Records that contradict each other. */
export const conflictCases = {
  conflicting: {
    is: [
      {
        when: 'ours and another CNAME are enabled on the default line',
        facts: hosted([record(), record({ id: '2', value: 'web.example.net' })], { resolvers: [right] }),
        verdict: { kind: 'conflicting', records: [`CNAME ${expected}`, 'CNAME web.example.net'] },
        fixes: [{ kind: 'switchRecords', hosted: true, keeps: true }, 'openDnsConsole'],
      },
      {
        when: 'a server gives a CNAME and an address at once',
        facts: facts({
          resolvers: [
            {
              ...cname('web.example.net'),
              records: [...cname('web.example.net').records, ...address('192.0.2.9').records],
            },
          ],
        }),
        verdict: { kind: 'conflicting', records: ['A 192.0.2.9', 'CNAME web.example.net'] },
        fixes: [{ kind: 'switchRecords', hosted: false }],
      },
      {
        when: 'a server gives two CNAMEs at once',
        facts: allRight({
          authoritative: [{ ...right, records: [...right.records, ...cname('web.example.net').records] }],
        }),
        verdict: { kind: 'conflicting', records: [`CNAME ${expected}`, 'CNAME web.example.net'] },
        fixes: ['switchRecords'],
      },
      {
        when: 'who asks is on a line that has an address of its own',
        facts: hosted([record(), record({ id: '2', line: 'telecom', type: 'A', value: '192.0.2.9' })], {
          resolvers: [address('192.0.2.9'), right],
          authoritative: [address('192.0.2.9')],
        }),
        verdict: { kind: 'conflicting', records: ['A 192.0.2.9', `CNAME ${expected}`], line: 'telecom' },
        fixes: [{ kind: 'changeLine', line: 'telecom' }],
      },
      {
        when: 'the address of that line is written in another form than the answer has',
        facts: hosted([record(), record({ id: '2', line: 'telecom', type: 'AAAA', value: '2001:DB8:0::9' })], {
          resolvers: [address('2001:db8::9'), right],
          authoritative: [address('2001:db8::9')],
        }),
        verdict: { kind: 'conflicting', records: ['AAAA 2001:DB8:0::9', `CNAME ${expected}`], line: 'telecom' },
        fixes: [{ kind: 'changeLine', line: 'telecom' }],
      },
      {
        when: 'a resolver is on a line that leads elsewhere',
        facts: hosted([record(), record({ id: '2', line: 'unicom', value: 'Web.example.net.' })], {
          resolvers: [right, cname('web.example.net')],
          authoritative: [right],
        }),
        verdict: { kind: 'conflicting', records: ['CNAME Web.example.net.', `CNAME ${expected}`], line: 'unicom' },
        fixes: [{ kind: 'changeLine', line: 'unicom' }],
      },
      {
        when: 'mail and text records keep a CNAME from being added',
        facts: hosted(
          [record({ type: 'MX', value: 'mx.example.com' }), record({ id: '2', type: 'TXT', value: 'v=spf1' })],
          { resolvers: [silent('noData')] },
        ),
        verdict: { kind: 'conflicting', records: ['MX mx.example.com', 'TXT v=spf1'] },
        fixes: ['switchRecords', 'openDnsConsole'],
      },
    ],
    isNot: [
      {
        when: 'the other record is on another line',
        facts: hosted([record(), record({ id: '2', line: 'telecom', value: 'web.example.net' })], {
          resolvers: [right],
          authoritative: [right],
          edges: allRight().edges,
        }),
        kind: 'working',
      },
      {
        when: 'the record on the other line is paused, and its answer only has to expire',
        facts: hosted([record(), record({ id: '2', line: 'telecom', value: 'web.example.net', enabled: false })], {
          resolvers: [right, cname('web.example.net')],
        }),
        kind: 'propagating',
      },
      {
        when: 'the other record is paused',
        facts: hosted([record(), record({ id: '2', type: 'A', value: '192.0.2.9', enabled: false })], {
          resolvers: [right],
          edges: allRight().edges,
        }),
        kind: 'working',
      },
      {
        when: 'mail stands on the zone itself, where it may',
        facts: {
          ...hosted([record({ rr: '@', type: 'MX', value: 'mx' })], { resolvers: [nothing()] }),
          place: { zone: 'example.com', rr: '@' },
        },
        kind: 'missing',
      },
    ],
  },
} satisfies Record<string, VerdictCases>;
