/** Limits of one call. Source: RefreshObjectCaches and PushObjectCache. */
const urlsPerCall = { urls: 1_000, directories: 100, patterns: 1, prefetches: 100 } as const satisfies Record<
  RefreshKind,
  number
>;
/** Source: RefreshObjectCaches. */
const domainsPerCall = 10;
/** The gateway's own limit is not documented. A call that is too large is halved. Bytes. */
const bytesPerCall = 128 * 1024;

interface Call {
  readonly urls: string[];
  readonly hosts: Set<string>;
  bytes: number;
}

/** Splits URLs into as few calls as the vendor takes, those of a domain together. */
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

/** The domain of a URL. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

/** A kind of request with its own daily quota: URLs or directories to drop, URLs that match a pattern, or URLs to prefetch. */
export type RefreshKind = QueuedKind | 'patterns';

/** The kinds that publishing uses and that wait in the queue for the next day's quota. */
export type QueuedKind = 'urls' | 'directories' | 'prefetches';
