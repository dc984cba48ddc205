import { resolve } from '../alidns/authority.js';
import { argsInEffect } from '../cdn/configs/configs.js';
import { handleOss } from '../oss/service.js';
import { parseOssHost } from '../state/regions.js';
import type { ApiRequest, ApiResponse, SandboxState, StoredCdnDomain, StoredSource } from '../state/state.js';
import type { StoredOrigin } from '../state/storedOrigin.js';

/** Fetches from the origins of a domain: the primary ones in turn by weight, then the backup ones; `undefined` if none answers. */
export function fetchFromOrigin(
  { url, host: askedHost, asked }: Omit<OriginRequest, 'signed'>,
  domain: StoredCdnDomain,
  state: SandboxState,
): ApiResponse | undefined {
  let last: ApiResponse | undefined;
  for (const source of inTurn(domain)) {
    const host = originHost(state, domain, source, askedHost);
    const fetched = fetchFrom(source, { url, host, signed: isSigned(state, domain, source), asked }, state);
    domain.originBytes = (domain.originBytes ?? 0) + Buffer.byteLength(fetched?.body ?? '');
    last = fetched ?? last;
    if (last && last.status < 500) return last;
  }
  return last;
}

interface OriginRequest {
  readonly url: string;
  /** The client's Host, before the domain's rules. */
  readonly host: string;
  /** CDN signs its requests to OSS. */
  readonly signed: boolean;
  /** The request to forward to the origin; a plain GET if absent. */
  readonly asked?: ApiRequest | undefined;
}

function fetchFrom(
  source: StoredSource,
  { url, host, signed, asked }: OriginRequest,
  state: SandboxState,
): ApiResponse | undefined {
  if (parseOssHost(source.content)) {
    const { method = 'GET', headers = {} } = asked ?? {};
    return handleOss({ method, host, url, headers, body: Buffer.alloc(0) }, state, { signed });
  }
  const server = findServer(state, source.content);
  return server?.up && server.ports.includes(source.port) ? serve(server, host, url, source) : undefined;
}

/** The Host for the origin: the configured one; by default its own name for a bucket or a function, and the requested name for others. */
function originHost(state: SandboxState, domain: StoredCdnDomain, source: StoredSource, askedHost: string): string {
  const [set] = argsInEffect(state, domain, 'set_req_host_header');
  if (set?.domain_name) return set.domain_name.toLowerCase();
  return source.type === 'fc_domain' ? source.content : askedHost;
}

/** Returns whether CDN signs: the switch for private buckets is on, the account has the role, and the bucket is its own. */
function isSigned(state: SandboxState, domain: StoredCdnDomain, { type, content }: StoredSource): boolean {
  const isOn = argsInEffect(state, domain, 'l2_oss_key').some(({ private_oss_auth }) => private_oss_auth === 'on');
  const bucket = parseOssHost(content)?.bucket ?? '';
  return isOn && type === 'oss' && state.account?.cdnRole !== false && state.buckets.has(bucket);
}

/** Primary origins before backup ones. Within a priority, fetches rotate by weight. */
function inTurn(domain: StoredCdnDomain): StoredSource[] {
  const turn = domain.fetches ?? 0;
  domain.fetches = turn + 1;
  const ranks = [...new Set(domain.sources.map(({ priority }) => priority))].sort();
  return ranks.flatMap((rank) => {
    const sources = domain.sources.filter(({ priority }) => priority === rank);
    const weighed = sources.flatMap((source) => Array<StoredSource>(Number(source.weight)).fill(source));
    const chosen = weighed[turn % Math.max(1, weighed.length)] ?? sources[0];
    return chosen ? [chosen, ...sources.filter((source) => source !== chosen)] : [];
  });
}

/** Finds a server by address or name, else by the address of the name in DNS. */
function findServer(state: SandboxState, content: string): StoredOrigin | undefined {
  const direct = state.origins?.get(content);
  if (direct) return direct;
  const addresses = resolve(state, content, 'A').answers.filter(({ type }) => type === 'A');
  return addresses.map(({ value }) => state.origins?.get(value)).find((server) => server !== undefined);
}

function serve(server: StoredOrigin, host: string, url: string, { content, port }: StoredSource): ApiResponse {
  const seen = { Server: 'origin', 'X-Origin': `${content}:${port}`, 'X-Origin-Host': host };
  const path = url.split('?', 1)[0] ?? '/';
  const page = server.hosts && !server.hosts.includes(host) ? undefined : server.pages.get(path);
  if (!page) return { status: 404, headers: { ...seen, 'Content-Type': 'text/plain' }, body: 'Not here\n' };
  return {
    status: 200,
    headers: { ...seen, 'Content-Type': page.type, ETag: `"${page.text.length}"` },
    body: page.text,
  };
}
