import {
  allRight,
  at,
  bucket,
  certificate,
  edge,
  lag,
  mute,
  name,
  noAccount,
  nothing,
  ossError,
  right,
  serves,
  servesHttp,
  type VerdictCases,
} from './caseFacts.js';

const cdn = { 'x-cache': 'MISS TCP_MISS' };
const denied = (reason: string) => edge({ status: 403, headers: { 'x-tengine-error': reason } });
const badCertificate = (shown: string, expires?: string) =>
  edge({ status: 200, certificate: certificate({ trusted: false, names: [shown], ...(expires && { expires }) }) });
const later = new Date(at + 90 * 86_400_000).toISOString();
const earlier = new Date(at - 86_400_000).toISOString();

/** What a visitor's request meets behind a right DNS. */
export const edgeCases = {
  edgeRefuses: {
    is: [
      {
        when: 'a rule denies the referer',
        facts: allRight({ edges: [denied('denied by Referer ACL')] }),
        verdict: { kind: 'edgeRefuses', status: 403, reason: 'denied by Referer ACL' },
        fixes: ['openCdnConsole', 'openTicket'],
      },
      {
        when: 'a rule denies over HTTP alone',
        facts: allRight({ edges: [serves, { ...denied('denied by IP ACL = blacklist'), scheme: 'http' }] }),
        verdict: { kind: 'edgeRefuses', status: 403, reason: 'denied by IP ACL = blacklist' },
        fixes: ['openCdnConsole', 'openTicket'],
      },
      {
        when: 'nodes do not know the name yet',
        facts: allRight({ edges: [edge({ status: 403, headers: { 'x-tengine-bf-error': 'non-existent domain' } })] }),
        verdict: { kind: 'edgeRefuses', status: 403, reason: 'non-existent domain' },
        fixes: [{ kind: 'wait', until: lag }, 'openTicket'],
      },
      {
        when: 'some nodes do not know the name yet',
        facts: allRight({
          edges: [serves, edge({ status: 403, headers: { 'x-tengine-bf-error': 'x' } }, { scheme: 'http' })],
        }),
        verdict: { kind: 'edgeRefuses', status: 403, reason: 'x' },
        fixes: ['wait', 'openTicket'],
      },
      {
        when: 'a server that is not of CDN refuses in its place',
        facts: allRight({ edges: [edge({ status: 403, headers: { server: 'Beaver' } })] }),
        verdict: { kind: 'edgeRefuses', status: 403 },
        fixes: ['openCdnConsole', 'openTicket'],
      },
    ],
    isNot: [
      {
        when: 'the certificate is wrong besides, which a visitor meets first',
        facts: allRight({
          edges: [
            edge({
              status: 403,
              headers: { 'x-tengine-error': 'black ua' },
              certificate: certificate({ trusted: false, names: ['www.example.com'] }),
            }),
          ],
        }),
        kind: 'certificate',
      },
      {
        when: 'the refusal came from the origin',
        facts: allRight({ edges: [ossError(403, 'AccessDenied', '0003-00000001')] }),
        kind: 'originRefuses',
      },
      {
        when: 'a box on the way refuses HTTP in the place of an edge that serves',
        facts: allRight({ edges: [serves, edge({ status: 403, headers: { server: 'squid' } }, { scheme: 'http' })] }),
        kind: 'working',
      },
      {
        when: 'the edge only sends on',
        facts: allRight({ edges: [edge({ status: 302, headers: { ...cdn, 'x-tengine-error': 'x' } })] }),
        kind: 'working',
      },
      {
        when: 'DNS is not right yet',
        facts: allRight({ resolvers: [right, nothing(60)], edges: [denied('black ua')] }),
        kind: 'propagating',
      },
    ],
  },
  originRefuses: {
    is: [
      {
        when: 'the bare domain would list the bucket',
        facts: allRight({
          bucket: { ...bucket, isPrivate: true },
          edges: [ossError(403, 'AccessDenied', '0003-00000304', { path: '/' })],
        }),
        verdict: { kind: 'originRefuses', status: 403, cause: 'bareDomain', code: 'AccessDenied' },
        fixes: [{ kind: 'fixRootPage' }],
      },
      {
        when: 'the page at / is refused for a reason of its own number',
        facts: allRight({ edges: [ossError(403, 'AccessDenied', '0000-0', { path: '/' })] }),
        verdict: { kind: 'originRefuses', status: 403, cause: 'bareDomain', code: 'AccessDenied' },
        fixes: [{ kind: 'fixRootPage' }],
      },
      {
        when: 'a private bucket refuses an object',
        facts: allRight({
          bucket: { ...bucket, isPrivate: true },
          edges: [ossError(403, 'AccessDenied', '0003-00000001')],
        }),
        verdict: { kind: 'originRefuses', status: 403, cause: 'privateBucket', code: 'AccessDenied' },
        fixes: [{ kind: 'allowPrivateBucket', bucket: 'site' }, 'openCdnConsole'],
      },
      {
        when: 'a private bucket refuses for a reason of its own number',
        facts: allRight({ bucket: { ...bucket, isPrivate: true }, edges: [ossError(403, 'AccessDenied', '0000-0')] }),
        verdict: { kind: 'originRefuses', status: 403, cause: 'privateBucket', code: 'AccessDenied' },
        fixes: ['allowPrivateBucket', 'openCdnConsole'],
      },
      {
        when: 'OSS has no bucket for the Host',
        facts: allRight({ edges: [ossError(404, 'NoSuchBucket', '0015-00000101')] }),
        verdict: { kind: 'originRefuses', status: 404, cause: 'wrongOriginHost', code: 'NoSuchBucket' },
        fixes: ['setOriginHost', 'openCdnConsole'],
      },
      {
        when: 'OSS refuses the Host as such',
        facts: allRight({ edges: [ossError(403, 'SecondLevelDomainForbidden', '0-1')] }),
        verdict: { kind: 'originRefuses', status: 403, cause: 'wrongOriginHost', code: 'SecondLevelDomainForbidden' },
        fixes: ['setOriginHost', 'openCdnConsole'],
      },
      {
        when: 'the object is in the bucket and not at the origin',
        facts: allRight({ edges: [ossError(404, 'NoSuchKey', '0026-00000001')] }),
        verdict: { kind: 'originRefuses', status: 404, cause: 'other', code: 'NoSuchKey' },
        fixes: ['openCdnConsole', 'openTicket'],
      },
      {
        when: 'no origin answers the edge',
        facts: allRight({ edges: [edge({ status: 502, headers: cdn })] }),
        verdict: { kind: 'originRefuses', status: 502, cause: 'other' },
        fixes: ['openCdnConsole', 'openTicket'],
      },
    ],
    isNot: [
      {
        when: 'a rule of the edge refuses over one of the schemes',
        facts: allRight({
          edges: [
            ossError(403, 'AccessDenied', '0003-00000001'),
            { ...denied('denied by Referer ACL'), scheme: 'http' },
          ],
        }),
        kind: 'edgeRefuses',
      },
      {
        when: 'the edge itself refuses',
        facts: allRight({ edges: [denied('denied by Referer ACL')] }),
        kind: 'edgeRefuses',
      },
      {
        when: 'only / is refused and files are served',
        facts: allRight({ rootDenied: { bucket, isPrivate: false } }),
        kind: 'working',
      },
      {
        when: 'the bucket has no page at / and nothing else was asked',
        facts: allRight({ edges: [ossError(404, 'NoSuchKey', '0026-00000001', { path: '/' })] }),
        kind: 'working',
      },
    ],
  },
  certificate: {
    is: [
      {
        when: 'the edge breaks off the handshake',
        facts: allRight({ edges: [mute('tlsFailed'), servesHttp] }),
        verdict: { kind: 'certificate', problem: 'missing', http: true },
        fixes: ['addCertificate', 'useHttp', 'openCdnConsole'],
      },
      {
        when: "the edge shows CDN's own",
        facts: allRight({ edges: [badCertificate('*.w.kunlunsl.com')] }),
        verdict: { kind: 'certificate', problem: 'missing', http: false },
        fixes: ['addCertificate', 'openCdnConsole'],
      },
      {
        when: 'it is for another name',
        facts: allRight({ edges: [badCertificate('www.example.com', later)] }),
        verdict: { kind: 'certificate', problem: 'wrongName', name: 'www.example.com', expires: later, http: false },
        fixes: ['addCertificate', 'openCdnConsole'],
      },
      {
        when: 'a wildcard reaches one level too few',
        facts: allRight({ edges: [badCertificate('*.com')] }),
        verdict: { kind: 'certificate', problem: 'wrongName', name: '*.com', http: false },
        fixes: ['addCertificate', 'openCdnConsole'],
      },
      {
        when: 'it has run out',
        facts: allRight({ edges: [badCertificate(name, earlier)] }),
        verdict: { kind: 'certificate', problem: 'expired', name, expires: earlier, http: false },
        fixes: ['addCertificate', 'openCdnConsole'],
      },
      {
        when: 'its issuer is not trusted',
        facts: allRight({ edges: [badCertificate('*.example.com', later)] }),
        verdict: { kind: 'certificate', problem: 'untrusted', name: '*.example.com', expires: later, http: false },
        fixes: ['addCertificate', 'openCdnConsole'],
      },
      {
        when: 'no account is signed in and HTTPS was tried',
        facts: noAccount({
          resolvers: [right],
          edges: [{ ...badCertificate('www.example.com'), via: 'dns' }],
        }),
        verdict: { kind: 'certificate', problem: 'wrongName', name: 'www.example.com', http: false },
        fixes: ['addCertificate', 'openCdnConsole'],
      },
    ],
    isNot: [
      {
        when: 'DNS still propagates',
        facts: allRight({
          resolvers: [right, nothing(60)],
          edges: [badCertificate('www.example.com')],
        }),
        kind: 'propagating',
      },
      {
        when: 'the domain has no HTTPS',
        facts: allRight({
          httpsOn: false,
          edges: [badCertificate('*.w.kunlunsl.com'), servesHttp],
        }),
        kind: 'httpOnly',
      },
      {
        when: 'the certificate is good',
        facts: allRight({ edges: [edge({ status: 200, certificate: certificate({ expires: later }) })] }),
        kind: 'working',
      },
      {
        when: 'HTTPS is out of reach, whatever its certificate',
        facts: allRight({ edges: [mute('timeout'), servesHttp] }),
        kind: 'working',
      },
      {
        when: 'the name is not on CDN, so that it can have none',
        facts: noAccount({
          resolvers: [right],
          edges: [
            edge({
              status: 403,
              certificate: certificate({ trusted: false }),
              headers: { 'x-tengine-bf-error': 'non-existent domain' },
            }),
          ],
        }),
        kind: 'notOnCdn',
      },
    ],
  },
} satisfies Record<string, VerdictCases>;
