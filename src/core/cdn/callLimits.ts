/** The maximum number of URLs in one call. Source: RefreshObjectCaches and PushObjectCache. */
const urlsPerCall = { urls: 1_000, directories: 100, patterns: 1, prefetches: 100 } as const satisfies Record<
  RefreshKind,
  number
>;
/** The maximum number of domains in one call. Source: RefreshObjectCaches. */
const domainsPerCall = 10;
/** The maximum size of a call, in bytes. The limit of the gateway is not documented, and a call that it refuses as too large is halved. */
const bytesPerCall = 128 * 1024;

interface Call {
  readonly urls: string[];
  readonly hosts: Set<string>;
  bytes: number;
}

/** Splits URLs into as few calls as the vendor's limits allow. URLs of one domain stay together. */
export function splitCalls(kind: RefreshKind, urls: readonly string[]): readonly (readonly string[])[] {
  const calls: Call[] = [];
  const sorted = urls.map((url) => ({ url, host: hostOf(url) })).sort((a, b) => compare(a.host, b.host));
  for (const { url, host } of sorted) {
    const last = calls.at(-1);
    const call = last && fits(kind, last, url, host) ? last : startCall(calls);
    call.urls.push(url);
    call.hosts.add(host);
    call.bytes += url.length;
  }
  return calls.map((call) => call.urls);
}

function startCall(calls: Call[]): Call {
  const call: Call = { urls: [], hosts: new Set(), bytes: 0 };
  calls.push(call);
  return call;
}

function fits(kind: RefreshKind, { urls, hosts, bytes }: Call, url: string, host: string): boolean {
  const hasRoom = urls.length < urlsPerCall[kind] && bytes + url.length <= bytesPerCall;
  return hasRoom && (hosts.has(host) || hosts.size < domainsPerCall);
}

/** Returns the domain of a URL, with its port if it has one. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

/** A kind of request with its own daily quota: URLs or directories to drop, URLs that match a pattern, or URLs to prefetch. */
export type RefreshKind = QueuedKind | 'patterns';

/** The kinds of requests that publishing sends. They wait in the queue for the next day's quota. */
export type QueuedKind = 'urls' | 'directories' | 'prefetches';
