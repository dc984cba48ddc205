import {
  address,
  allRight,
  cname,
  edge,
  expected,
  facts,
  mute,
  name,
  noAccount,
  nothing,
  right,
  serves,
  silent,
  type VerdictCases,
} from './caseFacts.js';

const web = cname('web.example.net');
const twofold = { ...web, records: [...web.records, ...cname('old.example.net').records] };

/** What no source could say. */
export const unknownCases = {
  cannotTell: {
    is: [
      {
        when: 'no server answers at all',
        facts: noAccount({ resolvers: [silent('timeout'), silent('unreachable')] }),
        verdict: { kind: 'cannotTell', why: 'offline' },
        fixes: ['checkNetwork'],
      },
      {
        when: 'the account answers and no name server does',
        facts: facts({ resolvers: [silent('timeout')] }),
        verdict: { kind: 'cannotTell', why: 'dnsBlocked' },
        fixes: ['checkNetwork'],
      },
      {
        when: 'a proxy on this computer makes up the addresses',
        facts: facts({ resolvers: [address('198.18.0.7'), address('198.19.255.1'), address('fc00::5')] }),
        verdict: { kind: 'cannotTell', why: 'dnsBlocked' },
        fixes: ['checkNetwork'],
      },
      {
        when: 'the account refuses and no name server answers',
        facts: noAccount({
          resolvers: [silent('timeout')],
          sources: { cdnDomain: { at: 0, durationMs: 9, failed: 'forbidden' } },
        }),
        verdict: { kind: 'cannotTell', why: 'dnsBlocked' },
        fixes: ['checkNetwork'],
      },
      {
        when: 'only the edge answers, where the CNAME was known',
        facts: noAccount({ expected, resolvers: [silent('timeout')], edges: [serves] }),
        verdict: { kind: 'cannotTell', why: 'dnsBlocked' },
        fixes: ['checkNetwork'],
      },
      {
        when: 'the only answer is a refusal',
        facts: noAccount({ resolvers: [silent('refused'), silent('timeout')] }),
        verdict: { kind: 'cannotTell', why: 'dnsBlocked' },
        fixes: ['checkNetwork'],
      },
      {
        when: 'the edge is as silent as all others',
        facts: noAccount({ expected, resolvers: [silent('timeout')], edges: [mute('unreachable')] }),
        verdict: { kind: 'cannotTell', why: 'offline' },
        fixes: ['checkNetwork'],
      },
      {
        when: 'no account is signed in and DNS leads elsewhere',
        facts: noAccount({ resolvers: [cname('web.example.net')] }),
        verdict: { kind: 'cannotTell', why: 'account' },
        fixes: ['signIn'],
      },
      {
        when: 'no account is signed in and DNS gives two things at once',
        facts: noAccount({ resolvers: [twofold] }),
        verdict: { kind: 'cannotTell', why: 'account' },
        fixes: ['signIn'],
      },
      {
        when: "the edge is out of reach and CDN's view is behind",
        facts: allRight({ cdnConfigured: false, edges: [mute('timeout')] }),
        verdict: { kind: 'cannotTell', why: 'edge' },
        fixes: ['checkProxy', 'openCdnConsole'],
      },
      {
        when: 'the account could not be asked',
        facts: noAccount({
          resolvers: [nothing()],
          sources: { cdnDomain: { at: 0, durationMs: 9, failed: 'unavailable' } },
        }),
        verdict: { kind: 'cannotTell', why: 'account' },
        fixes: ['checkNetwork', 'signIn'],
      },
      {
        when: 'the domain is online and CDN has given it no CNAME yet',
        facts: (({ expected: _none, ...rest }) => rest)(facts({ resolvers: [address('192.0.2.9')] })),
        verdict: { kind: 'cannotTell', why: 'unassigned' },
        fixes: [{ kind: 'wait' }, 'openCdnConsole'],
      },
      {
        when: 'the file with the keys cannot be read, and no server answers',
        facts: noAccount({
          resolvers: [silent('timeout')],
          sources: { cdnDomain: { at: 0, durationMs: 9, failed: 'badFile' } },
        }),
        verdict: { kind: 'cannotTell', why: 'offline' },
        fixes: ['checkNetwork'],
      },
      {
        when: 'another server answers in place of every edge, with a page of their own',
        facts: allRight({
          edges: [
            edge({ status: 200, headers: { server: 'portal' } }, { sameBytes: false }),
            edge({ status: 200, headers: { server: 'portal' } }, { path: '/' }),
          ],
        }),
        verdict: { kind: 'cannotTell', why: 'edge' },
        fixes: ['checkProxy', 'openCdnConsole'],
      },
      {
        when: 'the edge is out of reach',
        facts: allRight({ edges: [mute('unreachable'), mute('timeout')] }),
        verdict: { kind: 'cannotTell', why: 'edge' },
        fixes: ['checkProxy', 'openCdnConsole'],
      },
      {
        when: 'the proxy carries neither',
        facts: allRight({ edges: [mute('proxyRefused')] }),
        verdict: { kind: 'cannotTell', why: 'edge' },
        fixes: ['checkProxy', 'openCdnConsole'],
      },
    ],
    isNot: [
      {
        when: 'one of many name servers answers',
        facts: allRight({ authoritative: [], resolvers: [right, silent('timeout'), silent('servfail')] }),
        kind: 'working',
      },
      {
        when: 'the account says it is stopped and DNS is silent',
        facts: facts({ status: 'offline', resolvers: [silent('timeout')] }),
        kind: 'stopped',
      },
      { when: 'one way to the edge works', facts: allRight({ edges: [mute('unreachable'), serves] }), kind: 'working' },
      {
        when: 'the account is unknown but the CNAME was',
        facts: noAccount({ expected: `${name}.w.kunlunsl.com`, resolvers: [nothing()] }),
        kind: 'missing',
      },
    ],
  },
} satisfies Record<string, VerdictCases>;
