import { type Case, certificateEdges, page } from './casePage.js';
import { certificate, edges, name } from './facts.js';

const soon = '2026-03-09T23:59:59.000Z';
const downloaded = edges({
  headers: {
    'x-cache': 'HIT TCP_MEM_HIT dirn:10:301',
    'content-type': 'text/html',
    'content-disposition': 'attachment',
    'x-oss-force-download': 'true',
  },
}).map((edge) => ({ ...edge, path: '/index.html' }));

/** Pages about browsers for a domain that DNS leads to CDN. */
export const browserCases: readonly Case[] = [
  page('httpOnly', { kind: 'httpOnly' }, [{ kind: 'addCertificate' }, { kind: 'useHttp' }], {
    httpsOn: false,
    edges: certificateEdges({ names: ['*.kunlunsl.com'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'),
  }),
  page('downloads', { kind: 'downloads', forced: true }, [{ kind: 'setOriginHost' }, { kind: 'openCdnConsole' }], {
    edges: downloaded,
    forcedDownload: { isBound: true, isPlain: true, isAskedByDomain: false },
  }),
  page('downloads-unbound', { kind: 'downloads', forced: true }, [{ kind: 'bindDomain' }, { kind: 'openCdnConsole' }], {
    edges: downloaded,
  }),
  page('downloads-cached', { kind: 'downloads', forced: true, cached: true }, [{ kind: 'refreshCopies' }], {
    edges: downloaded,
  }),
  page('downloads-own', { kind: 'downloads', forced: false }, [{ kind: 'removeDisposition' }], { edges: downloaded }),
  page(
    'pages',
    { kind: 'pages', failing: 3, asked: 10, path: '/about', status: 404 },
    [{ kind: 'setSiteType' }, { kind: 'openCdnConsole' }],
    {},
  ),
  page('expiring', { kind: 'expiring', name, expires: soon }, [{ kind: 'addCertificate', renew: true }], {
    edges: edges({ certificate: certificate({ expires: soon }) }),
  }),
];
