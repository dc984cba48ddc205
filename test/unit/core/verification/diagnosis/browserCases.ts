import type { EdgeFact } from '../../../../../src/core/verification/facts.js';
import { allRight, at, certificate, edge, nothing, right, serves, servesHttp, type VerdictCases } from './caseFacts.js';

const day = 86_400_000;
const soon = new Date(at + 5 * day).toISOString();
const later = new Date(at + 90 * day).toISOString();
const cdn = { 'x-cache': 'HIT TCP_MEM_HIT' };
const attached = { ...cdn, 'content-disposition': 'attachment', 'content-type': 'text/html' };
const forced = { ...attached, 'x-oss-force-download': 'true' };
const gives = (headers: Record<string, string>, part: Partial<EdgeFact> = {}) =>
  edge({ status: 200, headers }, { sameBytes: true, ...part });
const ofCdn = edge({ status: 200, certificate: certificate({ trusted: false, names: ['*.kunlunsl.com'] }) });
const expires = (end: string) => edge({ status: 200, certificate: certificate({ expires: end }) });
const shown = { kind: 'route', path: '/docs/', holds: true, status: 200 } as const;
const lost = { kind: 'route', path: '/about', holds: false, status: 404 } as const;
const why = { isBound: true, isPlain: true, isAskedByDomain: false };

/** What a browser makes of a domain that DNS leads to CDN. */
export const browserCases = {
  httpOnly: {
    is: [
      {
        when: 'HTTPS is off, and the edge shows the certificate of CDN',
        facts: allRight({ httpsOn: false, edges: [ofCdn, servesHttp] }),
        verdict: { kind: 'httpOnly' },
        fixes: ['addCertificate', 'useHttp'],
      },
      {
        when: "HTTPS is off, and CDN's view of DNS is behind",
        facts: allRight({ httpsOn: false, cdnConfigured: false, edges: [ofCdn, servesHttp] }),
        verdict: { kind: 'httpOnly' },
        fixes: ['addCertificate', 'useHttp'],
      },
      {
        when: 'HTTPS is off, and a proxy keeps HTTP from being asked',
        facts: allRight({ httpsOn: false, edges: [{ ...ofCdn, sameBytes: true }] }),
        verdict: { kind: 'httpOnly' },
        fixes: ['addCertificate', 'useHttp'],
      },
    ],
    isNot: [
      { when: 'HTTPS is on and good', facts: allRight(), kind: 'working' },
      {
        when: 'HTTPS is on without a certificate that fits',
        facts: allRight({ edges: [ofCdn, servesHttp] }),
        kind: 'certificate',
      },
      {
        when: 'DNS still propagates',
        facts: allRight({ httpsOn: false, resolvers: [right, nothing(60)] }),
        kind: 'propagating',
      },
    ],
  },
  downloads: {
    is: [
      {
        when: 'OSS forces it, and the domain is bound to the bucket',
        facts: allRight({ edges: [gives(forced)], forcedDownload: why }),
        verdict: { kind: 'downloads', forced: true },
        fixes: ['setOriginHost', 'openCdnConsole'],
      },
      {
        when: 'OSS forces it over HTTP, the domain having no HTTPS',
        facts: allRight({ httpsOn: false, edges: [gives(forced, { scheme: 'http' })], forcedDownload: why }),
        verdict: { kind: 'downloads', forced: true },
        fixes: ['setOriginHost', 'openCdnConsole'],
      },
      {
        when: 'OSS forces it, and the domain is not bound',
        facts: allRight({ edges: [gives(forced)], forcedDownload: { ...why, isBound: false } }),
        verdict: { kind: 'downloads', forced: true },
        fixes: ['bindDomain', 'openCdnConsole'],
      },
      {
        when: 'OSS forces it, and CDN asks it over HTTPS',
        facts: allRight({ edges: [gives(forced)], forcedDownload: { ...why, isPlain: false } }),
        verdict: { kind: 'downloads', forced: true },
        fixes: ['usePlainOrigin', 'openCdnConsole'],
      },
      {
        when: 'only copies from before the change still force it',
        facts: allRight({ edges: [gives(forced)], forcedDownload: { ...why, isAskedByDomain: true } }),
        verdict: { kind: 'downloads', forced: true, cached: true },
        fixes: ['refreshCopies'],
      },
      {
        when: 'OSS forces it, and the account could not be asked',
        facts: allRight({ edges: [gives(forced)] }),
        verdict: { kind: 'downloads', forced: true },
        fixes: ['openCdnConsole'],
      },
      {
        when: 'the page itself has the header',
        facts: allRight({ edges: [gives(attached)] }),
        verdict: { kind: 'downloads', forced: false },
        fixes: ['removeDisposition'],
      },
    ],
    isNot: [
      {
        when: 'a file that is no page has the header of its own',
        facts: allRight({ edges: [gives({ ...attached, 'content-type': 'application/zip' })] }),
        kind: 'working',
      },
      {
        when: 'the header names a file to be shown',
        facts: allRight({ edges: [gives({ ...attached, 'content-disposition': 'inline; filename=a.html' })] }),
        kind: 'working',
      },
      {
        when: 'the certificate is wrong besides, which a visitor meets first',
        facts: allRight({ edges: [{ ...ofCdn, answer: { ...ofCdn.answer, headers: forced } }] }),
        kind: 'certificate',
      },
    ],
  },
  pages: {
    is: [
      {
        when: 'one of two addresses does not show its page',
        facts: allRight({ pages: [shown, lost] }),
        verdict: { kind: 'pages', failing: 1, asked: 2, path: '/about', status: 404 },
        fixes: ['setSiteType', 'openCdnConsole'],
      },
      {
        when: 'HTTPS is off besides, and an address was not answered',
        facts: allRight({ httpsOn: false, pages: [{ kind: 'file', path: '/a.css', holds: false }, lost, lost] }),
        verdict: { kind: 'pages', failing: 2, asked: 2, path: '/about', status: 404 },
        fixes: ['setSiteType', 'openCdnConsole'],
      },
      {
        when: 'an address is refused, which no rewrite rule changes',
        facts: allRight({ pages: [shown, { ...lost, status: 403 }] }),
        verdict: { kind: 'pages', failing: 1, asked: 2, path: '/about', status: 403 },
        fixes: ['openCdnConsole'],
      },
      {
        when: "CDN's view of DNS is behind besides",
        facts: allRight({ cdnConfigured: false, pages: [{ ...lost, path: '/a.css', status: 200 }] }),
        verdict: { kind: 'pages', failing: 1, asked: 1, path: '/a.css', status: 200 },
        fixes: ['setSiteType', 'openCdnConsole'],
      },
    ],
    isNot: [
      { when: 'all show their page', facts: allRight({ pages: [shown] }), kind: 'working' },
      { when: 'the certificate is wrong', facts: allRight({ edges: [ofCdn], pages: [lost] }), kind: 'certificate' },
      {
        when: 'the page at / is downloaded',
        facts: allRight({ edges: [gives(forced)], pages: [lost] }),
        kind: 'downloads',
      },
    ],
  },
  expiring: {
    is: [
      {
        when: 'the certificate ends within days',
        facts: allRight({ edges: [expires(soon), servesHttp] }),
        verdict: { kind: 'expiring', name: 'img.example.com', expires: soon },
        fixes: [{ kind: 'addCertificate', renew: true }],
      },
      {
        when: 'one of two nodes has an older one',
        facts: allRight({ edges: [expires(later), { ...expires(soon), via: 'dns' }] }),
        verdict: { kind: 'expiring', name: 'img.example.com', expires: soon },
        fixes: ['addCertificate'],
      },
      {
        when: "CDN's view of DNS is behind besides",
        facts: allRight({ cdnConfigured: false, edges: [expires(soon)] }),
        verdict: { kind: 'expiring', name: 'img.example.com', expires: soon },
        fixes: ['addCertificate'],
      },
    ],
    isNot: [
      { when: 'it ends in months', facts: allRight({ edges: [expires(later)] }), kind: 'working' },
      { when: 'nothing tells when it ends', facts: allRight({ edges: [serves] }), kind: 'working' },
      {
        when: 'pages are downloaded besides',
        facts: allRight({
          edges: [{ ...expires(soon), answer: { ...expires(soon).answer, headers: forced }, sameBytes: true }],
        }),
        kind: 'downloads',
      },
    ],
  },
} satisfies Record<string, VerdictCases>;
