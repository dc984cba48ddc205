import type { CdnConfig, CdnDomain } from '../../../src/core/ports/cdn.js';
import type { EdgeAnswer, EdgePort } from '../../../src/core/ports/probe.js';
import { edgeAddresses, type MemoryBucket, type MemoryState, visibleRecords } from './state.js';

type Answer = Pick<EdgeAnswer, 'status' | 'headers' | 'body'>;

/** OSS's answer to `/`, for which it would have to list the bucket. */
const rootDenied: Answer = {
  status: 403,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from('<Error><Code>AccessDenied</Code></Error>'),
};

/** A node's answer for an unknown name. */
const unknownName: Answer = { status: 403, headers: { 'x-tengine-bf-error': 'non-existent domain' } };

/**
 * An edge that serves online domains, at their name, CNAME and addresses, from the bucket and by their rules, with a
 * cache; 403 for anything else.
 */
export function createMemoryEdge(state: MemoryState): EdgePort {
  const cached = new Set<string>();
  return {
    probe: async ({ connectTo, name, path, maxBytes, scheme = 'https' }): Promise<EdgeAnswer> => {
      if (state.edgeAnswer) return state.edgeAnswer(connectTo, name, path, scheme);
      const domain = findDomain(state, name);
      const answered = {
        outcome: 'answered',
        durationMs: 1,
        ...(scheme === 'https' && { certificate: certificateFor(state, domain?.name ?? name) }),
      } as const;
      const addresses = [...visibleRecords(state, domain?.cname ?? '', 'A').map(({ data }) => data), ...edgeAddresses];
      if (domain?.status !== 'online' || ![domain.cname, name, ...addresses].includes(connectTo))
        return { ...answered, ...unknownName };
      const answer = serve(state, domain, path, scheme);
      const copy = `${connectTo} ${name} ${path}`;
      const isKept = answer.status === 200 && cached.has(copy);
      if (answer.status === 200) cached.add(copy);
      const headers = { 'x-cache': isKept ? 'HIT TCP_MEM_HIT' : 'MISS TCP_MISS', ...answer.headers };
      const { status = 0, body } = answer;
      return { ...answered, status, headers, ...(body && { body: body.slice(0, maxBytes) }) };
    },
  };
}

/** The domain of a host name, or else the wildcard domain above it. */
function findDomain({ domains }: MemoryState, name: string): CdnDomain | undefined {
  return domains.get(name) ?? domains.get(name.slice(Math.max(name.indexOf('.'), 0)));
}

/** The certificate of a domain, trusted for its names: the one that was set, else one for a domain with HTTPS, else CDN's. */
function certificateFor(state: MemoryState, domain: string) {
  const given = state.certificates.get(state.given.get(domain) ?? 0);
  if (!given && !state.domains.get(domain)?.httpsOn)
    return { trusted: false, names: ['*.w.kunlunsl.com'], fingerprint: 'cd'.repeat(32) };
  return {
    trusted: true,
    names: given?.names ?? [domain],
    ...(given?.expires !== undefined && { expires: new Date(given.expires).toISOString() }),
    fingerprint: given?.fingerprint ?? '00'.repeat(32),
  };
}

function serve(state: MemoryState, domain: CdnDomain, asked: string, scheme: 'https' | 'http'): Answer {
  const configs = (state.configs.get(domain.name) ?? []).filter(({ status }) => status === 'success');
  const isForced = configs.some(({ functionName, args }) => functionName === 'https_force' && args.enable === 'on');
  if (scheme === 'http' && isForced) return { status: 301, headers: { location: `https://${domain.name}${asked}` } };
  const bucket = state.buckets.get(domain.sources[0]?.content.split('.')[0] ?? '');
  const { path, isRedirect } = rewrite(asked, configs);
  if (isRedirect) return { status: 302, headers: { location: path } };
  if (path === '/' && state.rootDenied) return rootDenied;
  const key = path === '/' ? 'index.html' : decodeURIComponent(path.slice(1).split('?')[0]!);
  const object = bucket?.objects.get(key);
  if (!bucket || !object) return answerMissing(configs);
  return {
    status: 200,
    headers: {
      'content-type': contentTypeOf(key),
      ...object.headers,
      etag: `"${object.etag}"`,
      ...(isDownloadForced(state, bucket, domain.name, configs) && forcedDownload),
    },
    body: object.body,
  };
}

/** The path after the first matching rule. */
export function rewrite(path: string, configs: readonly CdnConfig[]): { path: string; isRedirect: boolean } {
  const rules = configs.filter(({ functionName }) => functionName === 'host_redirect');
  const rule = rules.find(({ args: { regex = '' } }) => new RegExp(regex).test(path));
  if (!rule) return { path, isRedirect: false };
  const { regex = '', replacement = '', flag } = rule.args;
  return { path: path.replace(new RegExp(regex), replacement), isRedirect: flag === 'redirect' };
}

function answerMissing(configs: readonly CdnConfig[]): Answer {
  const page = configs.find(({ functionName, args }) => functionName === 'error_page' && args.error_code === '404');
  if (page?.args.rewrite_page !== undefined) return { status: 302, headers: { location: page.args.rewrite_page } };
  return { status: 404, headers: { 'content-type': 'application/xml' } };
}

const forcedDownload = { 'content-disposition': 'attachment', 'x-oss-force-download': 'true' } as const;

/**
 * OSS forces downloads unless it is requested under a domain that is bound to the bucket. Source: Alibaba Cloud OSS,
 * "Access buckets via custom domain names".
 */
function isDownloadForced(
  state: MemoryState,
  { cnames }: MemoryBucket,
  domain: string,
  configs: readonly CdnConfig[],
): boolean {
  const host = configs.find(({ functionName }) => functionName === 'set_req_host_header')?.args.domain_name;
  return state.forcesDownloads === true && !(host === domain && cnames.has(domain));
}

const types: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

/** The type that the vendor's upload tools would set. */
function contentTypeOf(key: string): string {
  return types[key.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}
