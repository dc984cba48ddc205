import { errorKinds } from '../../../src/core/errorKinds.js';
import type { DomainStatus } from '../../../src/core/ports/cdn.js';
import type { DnsAnswer } from '../../../src/core/ports/probe.js';
import type { EdgeFact, Fix, WrongTarget } from '../../../src/core/verification/facts.js';
import { browserCases } from './browserCases.js';
import { type Case, certificateEdges, machine, page } from './casePage.js';
import { answer, at, edges, expected, name, record, right, rr, servers } from './facts.js';

const unreached = servers([]);
const none = { resolvers: unreached, authoritative: [answer('ns1.alidns.com', [])], edges: [] };
const pointing = (target: string) => {
  const records = [rr('CNAME', target), rr('A', '198.51.100.7', target, 60)];
  return {
    resolvers: servers(records),
    authoritative: [answer('ns1.alidns.com', records)],
    edges: [],
    cdnConfigured: false,
  };
};
const later = at + 7 * 60_000;
const switching: readonly Fix[] = [
  { kind: 'switchRecords', value: expected, hosted: true },
  { kind: 'openDnsConsole' },
];
const denied = edges(
  { status: 403, headers: { 'x-tengine-error': 'denied by req auth: no url arg auth_key' } },
  'unknown',
);
const refusedWith = (status: number) =>
  edges({ status, headers: { 'x-cache': 'MISS TCP_MISS dirn:-2:-2', 'x-oss-request-id': '69A7F0' } }, false);
const untold = edges({ outcome: 'proxyRefused', headers: {} }, 'unknown').map((edge) => {
  const { status: _status, address: _address, certificate: _certificate, ...rest } = edge.answer;
  return { ...edge, answer: rest };
});

const unknown = ['expected', 'status', 'cdnConfigured', 'httpsOn', 'place', 'records', 'bucket'] as const;
const targets: Readonly<Record<WrongTarget, string>> = {
  typo: 'img.example.com.w.kunlunsI.com',
  oldCname: 'img.example.com.w.cdngslb.com',
  bucket: 'site.oss-cn-hangzhou.aliyuncs.com',
  esa: 'img.example.com.a1.initrr.com',
  otherVendor: 'img.example.com.cdn.cloudflare.net',
  other: 'pages.example.org',
};

const end = '2026-01-31T23:59:59.000Z';
const after = '2026-12-31T23:59:59.000Z';
const mismatch = 'ERR_TLS_CERT_ALTNAME_INVALID';
const certificates = {
  missing: { name: '*.kunlunsl.com', expires: after, message: mismatch },
  wrongName: { name: '*.example.net', expires: after, message: mismatch },
  expired: { name, expires: end, message: 'CERT_HAS_EXPIRED' },
  untrusted: { name, expires: after, message: 'SELF_SIGNED_CERT_IN_CHAIN' },
};
/** A node without a certificate ends the handshake with an alert. */
const brokenOff = edges().map((edge): EdgeFact => {
  if (edge.scheme === 'http') return edge;
  const { sameBytes: _same, ...rest } = edge;
  const message = 'tlsv1 unrecognized name: SSL alert number 112';
  return { ...rest, answer: { outcome: 'tlsFailed', headers: {}, durationMs: 30, message } };
});

const notOnlineFixes = {
  configuring: [{ kind: 'wait' }, { kind: 'openCdnConsole' }],
  checking: [{ kind: 'wait', review: true }, { kind: 'openCdnConsole' }],
  configure_failed: [{ kind: 'openCdnConsole' }, { kind: 'openTicket' }],
  check_failed: [{ kind: 'openCdnConsole' }, { kind: 'openTicket' }],
  deleting: [{ kind: 'wait' }, { kind: 'openCdnConsole' }],
} satisfies Partial<Record<DomainStatus, readonly Fix[]>>;

/** Translated when read. */
const failed = {
  kind: 'failed',
  get sentence() {
    return errorKinds.offline.text();
  },
} as const;

/** One page for each verdict and cause. */
export const cases: readonly Case[] = [
  page('working', { kind: 'working' }, []),
  page('cdnLags', { kind: 'cdnLags', until: later }, [{ kind: 'wait', until: later }], { cdnConfigured: false }),
  page('cdnLags-long', { kind: 'cdnLags' }, [{ kind: 'wait' }], { cdnConfigured: false }),
  page('propagating', { kind: 'propagating', seen: 3, asked: 6, until: later }, [{ kind: 'wait', until: later }], {
    resolvers: [...servers(right).slice(0, 1), ...servers([rr('A', '192.0.2.10')]).slice(1)],
  }),
  page('negativeCached', { kind: 'negativeCached', until: later }, [{ kind: 'wait', until: later }], none),
  page(
    'missing',
    { kind: 'missing' },
    [{ kind: 'addRecord', value: expected, hosted: true }, { kind: 'openDnsConsole' }],
    {
      ...none,
      records: [],
      cdnConfigured: false,
    },
  ),
  page('missingElsewhere', { kind: 'missing' }, [{ kind: 'addRecord', value: expected, hosted: false }], none, [
    'place',
    'records',
    'delegation',
    'minTtl',
  ]),
  page(
    'paused',
    { kind: 'paused', recordId: '9001' },
    [{ kind: 'resumeRecord', recordId: '9001' }, { kind: 'openDnsConsole' }],
    {
      ...none,
      records: [record({ enabled: false })],
      cdnConfigured: false,
    },
  ),
  ...(['typo', 'oldCname', 'bucket', 'esa', 'otherVendor', 'other'] as const).map((target) => {
    const found = targets[target];
    return page(`wrongTarget-${target}`, { kind: 'wrongTarget', found, target }, switching, {
      ...pointing(found),
      records: [record({ value: found, ttl: 1200 }), record({ id: '9002', value: found, line: 'telecom' })],
    });
  }),
  page('addressInTheWay', { kind: 'addressInTheWay', addresses: ['192.0.2.10', '2001:db8::10'] }, switching, {
    resolvers: servers([rr('A', '192.0.2.10'), rr('AAAA', '2001:db8::10')]),
    authoritative: [answer('ns1.alidns.com', [rr('A', '192.0.2.10'), rr('AAAA', '2001:db8::10')])],
    records: [record({ type: 'A', value: '192.0.2.10', locked: true })],
    wildcard: '*.example.com',
    edges: [],
  }),
  page(
    'conflicting',
    { kind: 'conflicting', records: [`CNAME ${expected}`, 'A 192.0.2.10'] },
    [{ kind: 'switchRecords', value: expected, hosted: true, keeps: true }, { kind: 'openDnsConsole' }],
    { records: [record(), record({ id: '9003', type: 'A', value: '192.0.2.10' })] },
  ),
  page(
    'conflicting-line',
    { kind: 'conflicting', records: [`CNAME ${expected}`, 'A 192.0.2.10'], line: 'unicom' },
    [{ kind: 'changeLine', line: 'unicom' }],
    {
      records: [record(), record({ id: '9003', type: 'A', value: '192.0.2.10', line: 'unicom' })],
      resolvers: [...servers(right).slice(0, 3), ...servers([rr('A', '192.0.2.10')]).slice(3)],
    },
  ),
  ...Object.entries(notOnlineFixes).map(([status, fixes]) =>
    page(`notOnline-${status}`, { kind: 'notOnline', status: status as keyof typeof notOnlineFixes }, fixes, {
      ...none,
      status: status as keyof typeof notOnlineFixes,
      cdnConfigured: false,
    }),
  ),
  page('stopped', { kind: 'stopped' }, [{ kind: 'startDomain' }, { kind: 'openCdnConsole' }], {
    ...pointing('offline.kunlunsl.com'),
    status: 'offline',
  }),
  page(
    'zoneElsewhere',
    {
      kind: 'zoneElsewhere',
      zone: 'example.com',
      servers: ['dns1.registrar.test', 'dns2.registrar.test'],
      hosted: ['ns1.alidns.com', 'ns2.alidns.com'],
    },
    [{ kind: 'changeNameServers', zone: 'example.com', hosted: ['ns1.alidns.com', 'ns2.alidns.com'] }],
    {
      ...none,
      delegation: {
        zone: 'example.com',
        nameServers: ['dns1.registrar.test', 'dns2.registrar.test'],
        hosted: ['ns1.alidns.com', 'ns2.alidns.com'],
        negativeTtl: 3600,
      },
    },
  ),
  page(
    'edgeRefuses',
    { kind: 'edgeRefuses', status: 403, reason: 'denied by req auth: no url arg auth_key' },
    [{ kind: 'openCdnConsole' }, { kind: 'openTicket' }],
    { edges: denied },
  ),
  page(
    'originRefuses-bareDomain',
    { kind: 'originRefuses', status: 403, cause: 'bareDomain', code: 'AccessDenied' },
    [{ kind: 'fixRootPage', isPrivate: false }],
    {
      rootDenied: { bucket: { name: 'site', region: 'cn-hangzhou' }, isPrivate: false },
    },
  ),
  page(
    'originRefuses-privateBucket',
    { kind: 'originRefuses', status: 403, cause: 'privateBucket', code: 'AccessDenied' },
    [{ kind: 'allowPrivateBucket', bucket: 'site' }, { kind: 'openCdnConsole' }],
    { edges: refusedWith(403) },
  ),
  page(
    'originRefuses-wrongOriginHost',
    { kind: 'originRefuses', status: 404, cause: 'wrongOriginHost', code: 'NoSuchBucket' },
    [{ kind: 'setOriginHost' }, { kind: 'openCdnConsole' }],
    { edges: refusedWith(404) },
  ),
  page(
    'originRefuses-other',
    { kind: 'originRefuses', status: 502, cause: 'other' },
    [{ kind: 'openCdnConsole' }, { kind: 'openTicket' }],
    { edges: refusedWith(502) },
  ),
  ...Object.entries(certificates).map(([problem, { name: shown, expires, message }]) =>
    page(
      `certificate-${problem}`,
      {
        kind: 'certificate',
        problem: problem as keyof typeof certificates,
        ...(problem !== 'missing' && { name: shown, expires }),
        http: true,
      },
      [{ kind: 'addCertificate' }, { kind: 'useHttp' }, { kind: 'openCdnConsole' }],
      { edges: certificateEdges({ names: [shown], expires }, message) },
    ),
  ),
  page(
    'certificate-none',
    { kind: 'certificate', problem: 'missing', http: true },
    [{ kind: 'addCertificate' }, { kind: 'useHttp' }, { kind: 'openCdnConsole' }],
    { edges: brokenOff },
  ),
  ...browserCases,
  page('notOnCdn', { kind: 'notOnCdn' }, [{ kind: 'onboard' }, { kind: 'openCdnConsole' }], none, unknown),
  page(
    'cannotTell-offline',
    { kind: 'cannotTell', why: 'offline' },
    [{ kind: 'checkNetwork' }],
    { resolvers: silent('unreachable'), authoritative: [], edges: [] },
    unknown,
  ),
  page('cannotTell-dnsBlocked', { kind: 'cannotTell', why: 'dnsBlocked' }, [{ kind: 'checkNetwork' }], {
    resolvers: silent('timeout'),
    authoritative: [],
    edges: untold,
  }),
  page(
    'cannotTell-account',
    { kind: 'cannotTell', why: 'account' },
    [{ kind: 'signIn' }],
    {
      ...pointing('pages.example.org'),
      accountUnknown: true,
      sources: {
        cdnDomain: { at, durationMs: 0, failed: 'notSignedIn' },
        alidns: { at, durationMs: 0, failed: 'notSignedIn' },
      },
    },
    unknown,
  ),
  page(
    'cannotTell-unassigned',
    { kind: 'cannotTell', why: 'unassigned' },
    [{ kind: 'wait' }, { kind: 'openCdnConsole' }],
    { ...pointing('pages.example.org'), cdnConfigured: false },
    ['expected'],
  ),
  page('cannotTell-edge', { kind: 'cannotTell', why: 'edge' }, [{ kind: 'checkProxy' }, { kind: 'openCdnConsole' }], {
    edges: untold,
  }),
  { id: 'checking', input: { domain: name, machine, live: { kind: 'checking' } } },
  {
    id: 'failed',
    input: { domain: name, machine, live: failed },
  },
];

function silent(outcome: DnsAnswer['outcome']): readonly DnsAnswer[] {
  return servers(right).map((each) => ({ ...each, outcome, records: [], durationMs: 2000 }));
}
