import { argsInEffect } from '../cdn/configs/configs.js';
import { readRange } from '../oss/objects/range.js';
import { shownFor } from '../state/certificates.js';
import { isServing } from '../state/domainChanges.js';
import { settle } from '../state/settle.js';
import type { ApiRequest, ApiResponse, SandboxState, Service, StoredCdnDomain } from '../state/state.js';
import type { CachedResponse } from '../state/storedOrigin.js';
import { isOn } from '../state/uncertain.js';
import { refusal } from './access.js';
import { compressed, errorPage, limited, withResponseHeaders } from './answerRules.js';
import { cacheKey, keep, lookUp } from './cache.js';
import { type CacheOutcome, edgeHeaders, servedHeaders } from './headers.js';
import { findDomain, leadsToEdge } from './names.js';
import { fetchFromOrigin } from './origin.js';
import { rewriteUrl } from './rewrite.js';
import { readSigned } from './signedUrl.js';

/** The edges of CDN: choose the domain by Host, answer from their cache, and fetch from its origin. */
export const edgeService: Service = {
  name: 'edge',
  owns: (host, state) => leadsToEdge(state, host),
  actionOf: () => 'EdgeRequest',
  handle: (request, state) => {
    settle(state);
    const domain = findDomain(state, request.host);
    const known = domain !== undefined && isServing(domain);
    const named = request.serverName === undefined || request.serverName === request.host;
    if (!known || !named) return refuse(state, 403, { 'X-Tengine-Bf-Error': 'non-existent domain' });
    if (request.method === 'OPTIONS') return askOrigin(request, domain, state);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(state, 405, { Allow: 'GET, HEAD' });
    const barred = refusal(request, domain, state);
    if (barred)
      return refuse(state, barred.status, barred.reason === undefined ? {} : { 'X-Tengine-Error': barred.reason });
    const location = otherScheme(request, domain, state);
    if (location) return redirect(state, location.url, location.status);
    return withHsts(request, domain, state, finish(request, domain, state, serve(request, domain, state)));
  },
  fault: (code, status, _request, state) => refuse(state, status, { 'X-Tengine-Error': code }),
  certificateNames: (serverName, state) => {
    const { httpsOn = false, certificateFlaw } = findDomain(state, serverName) ?? {};
    if (certificateFlaw === 'none') return undefined;
    if (certificateFlaw === 'wrongName') return ['www.example.net'];
    // A certificate that is not in effect yet is shown by no edge.
    const isMade = certificateFlaw !== undefined && certificateFlaw !== 'otherName';
    if (httpsOn && isMade) return [serverName];
    return isOn(state.uncertain, 'edgeDefaultCertificate') ? ['*.kunlunsl.com'] : undefined;
  },
  certificateFor: (serverName, state) => {
    const domain = findDomain(state, serverName);
    return domain && domain.certificateFlaw === undefined ? shownFor(state, domain, Date.now()) : undefined;
  },
  certificateFlaw: (serverName, state) => {
    const flaw = findDomain(state, serverName)?.certificateFlaw;
    return flaw === 'expired' || flaw === 'expiring' || flaw === 'untrusted' ? flaw : undefined;
  },
};

/** Preflight answers are not cached; the origin answers them. */
function askOrigin(request: ApiRequest, domain: StoredCdnDomain, state: SandboxState): ApiResponse {
  const answer = fetchFromOrigin({ url: request.url, host: request.host, asked: request }, domain, state);
  if (!answer) return refuse(state, 502, {});
  const headers = { ...answer.headers, ...edgeHeaders(state) };
  return withResponseHeaders(request, domain, state, { ...answer, headers });
}

/** Applies the domain's rules to an answer for the client. */
function finish(request: ApiRequest, domain: StoredCdnDomain, state: SandboxState, response: ApiResponse): ApiResponse {
  const page = errorPage(response.status, domain, state);
  if (page !== undefined) return redirect(state, page);
  const packed = compressed(request, domain, state, withResponseHeaders(request, domain, state, response));
  return limited(domain, state, packed);
}

function serve(request: ApiRequest, domain: StoredCdnDomain, state: SandboxState): ApiResponse {
  const now = Date.now();
  const [auth = {}] = argsInEffect(state, domain, 'aliauth');
  const { url, location } = rewriteUrl(state, domain, readSigned(request.url, auth).url);
  if (location !== undefined) return redirect(state, location);
  const key = cacheKey(state, domain, request.host, url);
  const found = lookUp(state, key, now);
  if (found?.kind === 'fresh') return respond(request, found.copy, 'hit', state);
  const part = fetchPart(request, url, domain, state);
  if (part) return part;
  const fetched = fetchFromOrigin({ url, host: request.host }, domain, state);
  if (!fetched) return refuse(state, 502, {});
  const copy = keep(state, domain, { host: request.host, url }, fetched);
  const same = found?.copy.headers.ETag !== undefined && found.copy.headers.ETag === copy.headers.ETag;
  return respond(request, copy, found ? (same ? 'revalidated' : 'changed') : 'miss', state);
}

/** Fetches only the requested part if `range` is on. CDN caches such parts; this sandbox does not. */
function fetchPart(
  { headers: { range }, host }: ApiRequest,
  url: string,
  domain: StoredCdnDomain,
  state: SandboxState,
): ApiResponse | undefined {
  const isOn = argsInEffect(state, domain, 'range').some(({ enable }) => enable === 'on' || enable === 'force');
  if (!isOn || range === undefined) return undefined;
  const asked = { method: 'GET', host, url, headers: { range }, body: Buffer.alloc(0) };
  const fetched = fetchFromOrigin({ url, host, asked }, domain, state);
  if (fetched?.status !== 206) return undefined;
  return { ...fetched, headers: { ...fetched.headers, ...edgeHeaders(state), 'X-Cache': 'MISS TCP_MISS dirn:-2:-2' } };
}

function respond(request: ApiRequest, copy: CachedResponse, outcome: CacheOutcome, state: SandboxState): ApiResponse {
  const now = Date.now();
  const asked = request.headers['if-none-match'];
  if (copy.status === 200 && asked !== undefined && asked === copy.headers.ETag) {
    return { status: 304, headers: servedHeaders(state, copy, 'notModified', now), body: '' };
  }
  const headers = servedHeaders(state, copy, outcome, now);
  const range = copy.status === 200 ? readRange(request.headers.range, copy.body.length) : undefined;
  if (!range) return { status: copy.status, headers: { ...headers, ...lengthOf(copy.body) }, body: copy.body };
  const part = copy.body.subarray(range.first, range.last + 1);
  const span = { 'Content-Range': `bytes ${range.first}-${range.last}/${copy.body.length}` };
  return { status: 206, headers: { ...headers, ...span, ...lengthOf(part) }, body: part };
}

function lengthOf(body: Buffer): Record<string, string> {
  return { 'Content-Length': String(body.length) };
}

/** The redirect of `https_force` and `http_force` for a request over the other scheme. */
function otherScheme(request: ApiRequest, domain: StoredCdnDomain, state: SandboxState) {
  const [name, scheme] = request.serverName === undefined ? ['https_force', 'https'] : ['http_force', 'http'];
  const args = argsInEffect(state, domain, name).find(({ enable }) => enable === 'on');
  if (!args) return undefined;
  return { url: `${scheme}://${request.host}${request.url}`, status: Number(args[`${scheme}_rewrite`] ?? 301) };
}

function withHsts(
  { serverName }: ApiRequest,
  domain: StoredCdnDomain,
  state: SandboxState,
  response: ApiResponse,
): ApiResponse {
  const hsts = argsInEffect(state, domain, 'HSTS').find(({ enabled }) => enabled === 'on');
  if (serverName === undefined || !hsts) return response;
  const below = hsts.https_hsts_include_subdomains === 'on' ? '; includeSubDomains' : '';
  const value = `max-age=${hsts.https_hsts_max_age ?? '5184000'}${below}`;
  return { ...response, headers: { ...response.headers, 'Strict-Transport-Security': value } };
}

function redirect(state: SandboxState, location: string, status = 302): ApiResponse {
  return { status, headers: { ...edgeHeaders(state), Location: location, 'Content-Length': '0' }, body: '' };
}

function refuse(state: SandboxState, status: number, more: Readonly<Record<string, string>>): ApiResponse {
  const headers = { ...edgeHeaders(state), 'Content-Type': 'text/html', Via: `vcache9.cn4422[,${status}003]`, ...more };
  return { status, headers, body: `<html><head><title>${status}</title></head><body>${status}</body></html>\n` };
}
