import {
  address,
  allRight,
  type Case,
  cname,
  edge,
  expected,
  facts,
  hosted,
  name,
  nothing,
  record,
  right,
  type VerdictCases,
} from './caseFacts.js';

const wrong = (
  when: string,
  found: string,
  target: 'typo' | 'oldCname' | 'bucket' | 'esa' | 'otherVendor' | 'other',
): Case => ({
  when,
  facts: facts({ resolvers: [cname(found), nothing()] }),
  verdict: { kind: 'wrongTarget', found, target },
  fixes: [{ kind: 'switchRecords', hosted: false }],
});

const proxy = edge(
  { status: 200, headers: { server: 'cloudflare', 'cf-ray': '8a' } },
  { via: 'dns', connectTo: '192.0.2.9' },
);

/** Records that lead somewhere else. */
export const recordCases = {
  wrongTarget: {
    is: [
      wrong('a letter is wrong', expected.replace('kunlun', 'kunlum'), 'typo'),
      wrong('the zone was put behind it', `${expected}.example.com`, 'typo'),
      wrong('the end is missing', expected.replace('.com.w.kunlunsl.com', '.com.w.kunlunsl'), 'typo'),
      wrong('it is a CNAME of CDN in another zone', expected.replace('kunlunsl', 'kunlunaq'), 'oldCname'),
      wrong("it is another name's CNAME of CDN", 'static.example.com.w.kunlunsl.com', 'oldCname'),
      wrong('it is the bucket', 'site.oss-cn-hangzhou.aliyuncs.com', 'bucket'),
      wrong('it is the accelerated endpoint of the bucket', 'site.oss-accelerate.aliyuncs.com', 'bucket'),
      wrong('it is a CNAME of ESA', `${name}.a1.initrr.com`, 'esa'),
      {
        when: 'ESA holds the zone and shows its own addresses',
        facts: facts({
          resolvers: [address('192.0.2.9')],
          edges: [edge({ status: 200, headers: { server: 'ESA' } }, { via: 'dns', connectTo: '192.0.2.9' })],
        }),
        verdict: { kind: 'wrongTarget', found: '192.0.2.9', target: 'esa' },
        fixes: ['switchRecords'],
      },
      wrong('it is another vendor', `${name}.cdn.dnsv1.com`, 'otherVendor'),
      wrong('it is a host of their own', 'web.example.net', 'other'),
      {
        when: 'a proxy of another vendor shows its own addresses',
        facts: facts({ resolvers: [address('192.0.2.9')], edges: [proxy] }),
        verdict: { kind: 'wrongTarget', found: '192.0.2.9', target: 'otherVendor' },
        fixes: ['switchRecords'],
      },
      {
        when: 'a proxy of another vendor says so by its server alone',
        facts: facts({
          resolvers: [address('192.0.2.9')],
          edges: [edge({ status: 403, headers: { server: 'AkamaiGHost' } }, { via: 'dns', connectTo: '192.0.2.9' })],
        }),
        verdict: { kind: 'wrongTarget', found: '192.0.2.9', target: 'otherVendor' },
        fixes: ['switchRecords'],
      },
      {
        when: 'the hosted zone has it and no server shows it yet',
        facts: hosted([record({ value: 'web.example.net' })], { resolvers: [nothing(60)] }),
        verdict: { kind: 'wrongTarget', found: 'web.example.net', target: 'other' },
        fixes: [{ kind: 'switchRecords', hosted: true }, 'openDnsConsole'],
      },
      {
        when: 'only the wildcard leads there',
        facts: hosted([], { authoritative: [cname('web.example.net')], wildcard: '*.example.com' }),
        verdict: { kind: 'wrongTarget', found: 'web.example.net', target: 'other' },
        fixes: [{ kind: 'addRecord', hosted: true }, 'openDnsConsole'],
      },
      {
        when: 'a wildcard domain is asked by a name that is not used',
        facts: facts({
          name: '.example.com',
          resolvers: [
            {
              ...cname('a'),
              records: [{ name: 'oss-cdn-probe.example.com', type: 'CNAME', ttl: 9, data: 'web.example.net' }],
            },
          ],
        }),
        verdict: { kind: 'wrongTarget', found: 'web.example.net', target: 'other' },
        fixes: ['switchRecords'],
      },
    ],
    isNot: [
      {
        when: 'only case and the dot differ',
        facts: allRight({ resolvers: [cname(`${expected.toUpperCase()}.`)], authoritative: [] }),
        kind: 'working',
      },
      {
        when: 'a chain leads to ours in the end',
        facts: allRight({
          authoritative: [],
          resolvers: [
            {
              ...right,
              records: [
                { name, type: 'CNAME', ttl: 60, data: 'a.example.net' },
                { name: 'a.example.net', type: 'CNAME', ttl: 60, data: expected },
              ],
            },
          ],
        }),
        kind: 'working',
      },
      {
        when: 'the right record is written',
        facts: hosted([record()], { resolvers: [cname('web.example.net')] }),
        kind: 'propagating',
      },
      {
        when: 'only resolvers remember it',
        facts: facts({ resolvers: [cname('web.example.net')], authoritative: [nothing()] }),
        kind: 'missing',
      },
    ],
  },
  addressInTheWay: {
    is: [
      {
        when: 'an address stands on the name elsewhere',
        facts: facts({ resolvers: [address('192.0.2.9'), address('192.0.2.8')] }),
        verdict: { kind: 'addressInTheWay', addresses: ['192.0.2.8', '192.0.2.9'] },
        fixes: [{ kind: 'switchRecords', hosted: false }],
      },
      {
        when: 'a server of their own answers there',
        facts: facts({
          resolvers: [address('192.0.2.9')],
          edges: [edge({ status: 200, headers: { server: 'nginx' } }, { via: 'dns', connectTo: '192.0.2.9' })],
        }),
        verdict: { kind: 'addressInTheWay', addresses: ['192.0.2.9'] },
        fixes: ['switchRecords'],
      },
      {
        when: 'only an IPv6 address does',
        facts: facts({ resolvers: [address('2001:db8::9')] }),
        verdict: { kind: 'addressInTheWay', addresses: ['2001:db8::9'] },
        fixes: ['switchRecords'],
      },
      {
        when: 'the hosted zone has one that no server shows yet',
        facts: hosted([record({ type: 'A', value: '192.0.2.9' })], { resolvers: [nothing()] }),
        verdict: { kind: 'addressInTheWay', addresses: ['192.0.2.9'] },
        fixes: [{ kind: 'switchRecords', hosted: true }, 'openDnsConsole'],
      },
      {
        when: 'the wildcard gives the address',
        facts: hosted([], { authoritative: [address('192.0.2.9')], wildcard: '*.example.com' }),
        verdict: { kind: 'addressInTheWay', addresses: ['192.0.2.9'] },
        fixes: ['addRecord', 'openDnsConsole'],
      },
      {
        when: 'the edge serves at an address that no server gives',
        facts: facts({
          resolvers: [address('192.0.2.9')],
          edges: [edge({ status: 200 }, { via: 'dns', connectTo: '203.0.113.80', sameBytes: true })],
        }),
        verdict: { kind: 'addressInTheWay', addresses: ['192.0.2.9'] },
        fixes: ['switchRecords'],
      },
    ],
    isNot: [
      {
        when: 'the address stands behind a CNAME',
        facts: facts({
          resolvers: [
            {
              ...right,
              records: [
                { name, type: 'CNAME', ttl: 60, data: 'web.example.net' },
                { name: 'web.example.net', type: 'A', ttl: 60, data: '192.0.2.9' },
              ],
            },
          ],
        }),
        kind: 'wrongTarget',
      },
      {
        when: 'the provider flattens the CNAME, as CDN and the edge confirm',
        facts: allRight({
          authoritative: [],
          resolvers: [address('203.0.113.80')],
          edges: [edge({ status: 200 }, { via: 'dns', connectTo: '203.0.113.80', sameBytes: true })],
        }),
        kind: 'working',
      },
      {
        when: 'an edge serves at an address that another server gives behind the CNAME',
        facts: allRight({
          authoritative: [right],
          resolvers: [right, address('192.0.2.9', 3600)],
          edges: [edge({ status: 200 }, { via: 'dns', connectTo: '203.0.113.80', sameBytes: true })],
        }),
        kind: 'propagating',
      },
      {
        when: 'the zone is right and old addresses are cached',
        facts: allRight({ resolvers: [address('192.0.2.9')] }),
        kind: 'propagating',
      },
    ],
  },
} satisfies Record<string, VerdictCases>;
