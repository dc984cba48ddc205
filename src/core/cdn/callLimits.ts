/** Limits of one call. Source: RefreshObjectCaches and PushObjectCache. */
const urlsPerCall = { urls: 1_000, directories: 100, patterns: 1, prefetches: 100 } as const satisfies Record<
  RefreshKind,
  number
>;
/** Source: RefreshObjectCaches. */
const domainsPerCall = 10;
/** The gateway's own limit is not documented. A call that is too large is halved. Bytes. */
const bytesPerCall = 128 * 1024;

interface Call<Item> {
  readonly items: Item[];
  readonly urls: Set<string>;
  readonly hosts: Set<string>;
  bytes: number;
}

/** Splits URLs into as few calls as the vendor accepts, keeping those of a domain together. Items may share a URL. */
export function splitCalls<Item extends { readonly url: string }>(
  kind: RefreshKind,
  items: readonly Item[],
): readonly (readonly Item[])[] {
  const calls: Call<Item>[] = [];
  const sorted = items.map((item) => ({ item, host: hostOf(item.url) })).sort((a, b) => compare(a.host, b.host));
  for (const { item, host } of sorted) {
    const last = calls.at(-1);
    const call = last && fits(kind, last, item.url, host) ? last : startCall(calls);
    call.items.push(item);
    if (!call.urls.has(item.url)) call.bytes += item.url.length;
    call.urls.add(item.url);
    call.hosts.add(host);
  }
  return calls.map((call) => call.items);
}

function startCall<Item>(calls: Call<Item>[]): Call<Item> {
  const call: Call<Item> = { items: [], urls: new Set(), hosts: new Set(), bytes: 0 };
  calls.push(call);
  return call;
}

function fits(kind: RefreshKind, { urls, hosts, bytes }: Call<unknown>, url: string, host: string): boolean {
  if (urls.has(url)) return true;
  const hasRoom = urls.size < urlsPerCall[kind] && bytes + url.length <= bytesPerCall;
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
