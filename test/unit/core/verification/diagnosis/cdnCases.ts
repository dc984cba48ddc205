import {
  address,
  allRight,
  at,
  cname,
  edge,
  elsewhere,
  expected,
  facts,
  hosted,
  lag,
  mute,
  noAccount,
  nothing,
  record,
  right,
  serves,
  servesHttp,
  silent,
  systemCname,
  type VerdictCases,
} from './caseFacts.js';

const unknownName = { status: 403, headers: { 'x-tengine-bf-error': 'non-existent domain' } };
const { expected: _expected, status: _status, httpsOn: _httpsOn, cdnConfigured: _configured, ...unlisted } = facts({});
const parked = {
  ...right,
  records: [...right.records, { name: expected, type: 'CNAME', ttl: 60, data: 'offline.kunlunsl.com' }],
};

/** How the domain stands at CDN, and what no source could say. */
export const cdnCases = {
  working: {
    is: [
      { when: 'all agree and the bytes are equal', facts: allRight(), verdict: { kind: 'working' }, fixes: [] },
      {
        when: 'one resolver is silent',
        facts: allRight({ resolvers: [right, silent('timeout')] }),
        verdict: { kind: 'working' },
        fixes: [],
      },
      {
        when: 'HTTPS is out of reach from here and HTTP serves',
        facts: allRight({ edges: [mute('timeout'), servesHttp] }),
        verdict: { kind: 'working' },
        fixes: [],
      },
      {
        when: 'the proxy in between carries HTTPS but not plain HTTP',
        facts: allRight({ edges: [serves, { ...mute('proxyRefused'), scheme: 'http' }] }),
        verdict: { kind: 'working' },
        fixes: [],
      },
      {
        when: 'HTTP is sent on to HTTPS',
        facts: allRight({ edges: [serves, edge({ status: 301 }, { scheme: 'http', sameBytes: false })] }),
        verdict: { kind: 'working' },
        fixes: [],
      },
      {
        when: 'no account is signed in and the edge that DNS leads to serves',
        facts: noAccount({
          resolvers: [right, systemCname(expected)],
          edges: [edge({ status: 200 }, { path: '/', via: 'dns' })],
        }),
        verdict: { kind: 'working' },
        fixes: [],
      },
      {
        when: "another account's domain serves",
        facts: { ...unlisted, resolvers: [right], edges: [edge({ status: 200 }, { path: '/', via: 'dns' })] },
        verdict: { kind: 'working' },
        fixes: [],
      },
      {
        when: 'an origin that is no bucket has no page at /',
        facts: allRight({ edges: [edge({ status: 404 }, { path: '/' })] }),
        verdict: { kind: 'working' },
        fixes: [],
      },
    ],
    isNot: [
      { when: 'one resolver is behind', facts: allRight({ resolvers: [right, nothing(60)] }), kind: 'propagating' },
      { when: 'the edge was not asked', facts: allRight({ edges: [] }), kind: 'cannotTell' },
      { when: "CDN's view is behind", facts: allRight({ cdnConfigured: false }), kind: 'cdnLags' },
    ],
  },
  cdnLags: {
    is: [
      {
        when: 'everything serves',
        facts: allRight({ cdnConfigured: false }),
        verdict: { kind: 'cdnLags', until: lag },
        fixes: [{ kind: 'wait', until: lag }],
      },
      {
        when: 'it has been so for a while',
        facts: allRight({ cdnConfigured: false, since: at - 240_000 }),
        verdict: { kind: 'cdnLags', until: lag - 240_000 },
        fixes: [{ kind: 'wait', until: lag - 240_000 }],
      },
      {
        when: 'it takes longer than it usually does',
        facts: allRight({ cdnConfigured: false, since: at - 600_000 }),
        verdict: { kind: 'cdnLags' },
        fixes: [{ kind: 'wait' }],
      },
      {
        when: 'one resolver is silent',
        facts: allRight({ cdnConfigured: false, resolvers: [right, silent('refused')] }),
        verdict: { kind: 'cdnLags', until: lag },
        fixes: ['wait'],
      },
      {
        when: 'the record is hosted here',
        facts: hosted([record()], { cdnConfigured: false, resolvers: [right], edges: [serves] }),
        verdict: { kind: 'cdnLags', until: lag },
        fixes: ['wait'],
      },
    ],
    isNot: [
      { when: 'DNS is not right', facts: facts({ cdnConfigured: false, resolvers: [nothing()] }), kind: 'missing' },
      {
        when: 'the edge refuses',
        facts: allRight({ cdnConfigured: false, edges: [edge(unknownName)] }),
        kind: 'edgeRefuses',
      },
      { when: 'CDN did not say', facts: (({ cdnConfigured: _gone, ...rest }) => rest)(allRight()), kind: 'working' },
    ],
  },
  stopped: {
    is: [
      {
        when: 'CDN says so',
        facts: allRight({ status: 'offline' }),
        verdict: { kind: 'stopped' },
        fixes: ['startDomain', 'openCdnConsole'],
      },
      {
        when: 'the record is gone too, which must not come back first',
        facts: facts({ status: 'offline', resolvers: [nothing()] }),
        verdict: { kind: 'stopped' },
        fixes: ['startDomain', 'openCdnConsole'],
      },
      {
        when: 'no account is signed in, the target is parked, and what answers there knows no name',
        facts: noAccount({ resolvers: [parked], edges: [edge(unknownName, { via: 'dns', path: '/' })] }),
        verdict: { kind: 'stopped' },
        fixes: ['startDomain', 'openCdnConsole'],
      },
      {
        when: 'no account is signed in and the target is parked',
        facts: noAccount({ resolvers: [parked] }),
        verdict: { kind: 'stopped' },
        fixes: ['startDomain', 'openCdnConsole'],
      },
    ],
    isNot: [
      {
        when: 'it is parked and no longer in the account',
        facts: { ...unlisted, resolvers: [parked] },
        kind: 'notOnCdn',
      },
      {
        when: 'it was started again and the old answer is cached',
        facts: allRight({ resolvers: [parked] }),
        kind: 'working',
      },
      { when: 'it is being stopped', facts: allRight({ status: 'stopping' }), kind: 'notOnline' },
      {
        when: 'a host of their own is called offline',
        facts: noAccount({ resolvers: [cname('offline.example.com')] }),
        kind: 'cannotTell',
      },
    ],
  },
  notOnCdn: {
    is: [
      {
        when: 'the account does not have it',
        facts: { ...unlisted, resolvers: [address('192.0.2.9')] },
        verdict: { kind: 'notOnCdn' },
        fixes: ['onboard', 'openCdnConsole'],
      },
      {
        when: 'the account does not have it and the zone is served elsewhere',
        facts: { ...unlisted, delegation: elsewhere, resolvers: [nothing()] },
        verdict: { kind: 'notOnCdn' },
        fixes: ['onboard', 'openCdnConsole'],
      },
      {
        when: 'the account does not have it, and a server of their own serves it',
        facts: {
          ...unlisted,
          resolvers: [address('192.0.2.9')],
          edges: [
            edge({ status: 200, headers: { server: 'nginx' } }, { via: 'dns', path: '/', connectTo: '192.0.2.9' }),
          ],
        },
        verdict: { kind: 'notOnCdn' },
        fixes: ['onboard', 'openCdnConsole'],
      },
      {
        when: 'the account does not have it, and something like CDN serves at an address',
        facts: {
          ...unlisted,
          resolvers: [address('192.0.2.9')],
          edges: [edge({ status: 200 }, { via: 'dns', path: '/', connectTo: '192.0.2.9' })],
        },
        verdict: { kind: 'notOnCdn' },
        fixes: ['onboard', 'openCdnConsole'],
      },
      {
        when: 'the account does not have it and DNS is silent',
        facts: { ...unlisted, resolvers: [silent('timeout')] },
        verdict: { kind: 'notOnCdn' },
        fixes: ['onboard', 'openCdnConsole'],
      },
      {
        when: 'no account is signed in and the edge does not know the name',
        facts: noAccount({ resolvers: [right], edges: [edge(unknownName, { via: 'dns', path: '/' })] }),
        verdict: { kind: 'notOnCdn' },
        fixes: ['onboard', 'openCdnConsole'],
      },
    ],
    isNot: [
      {
        when: 'the account, silent now, once gave the CNAME',
        facts: noAccount({ expected, resolvers: [right], edges: [edge(unknownName)] }),
        kind: 'edgeRefuses',
      },
      {
        when: 'the account could not be asked',
        facts: noAccount({ resolvers: [address('192.0.2.9')] }),
        kind: 'cannotTell',
      },
      {
        when: 'the account has it and a node does not know it yet',
        facts: allRight({ edges: [edge(unknownName)] }),
        kind: 'edgeRefuses',
      },
      { when: 'the account has it without a record', facts: facts({ resolvers: [nothing()] }), kind: 'missing' },
    ],
  },
} satisfies Record<string, VerdictCases>;
