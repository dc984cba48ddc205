/** What is asked of CDN: URLs or directories to drop, or URLs to fetch. */
export type Request = 'urls' | 'directories' | 'prefetches';

/** How much one call takes. Source: RefreshObjectCaches and PushObjectCache. */
const urlsPerCall = { urls: 1_000, directories: 100, prefetches: 100 } as const satisfies Record<Request, number>;
const domainsPerCall = 10;

/** Splits URLs into as few calls as the vendor takes, those of a domain together. */
export function splitCalls(request: Request, urls: readonly string[]): readonly (readonly string[])[] {
  const sorted = urls.map((url) => ({ url, host: hostOf(url) })).sort((a, b) => compare(a.host, b.host));
  const calls: { readonly urls: string[]; readonly hosts: Set<string> }[] = [];
  for (const { url, host } of sorted) {
    const last = calls.at(-1);
    const fits = last && last.urls.length < urlsPerCall[request];
    if (fits && (last.hosts.has(host) || last.hosts.size < domainsPerCall)) {
      last.urls.push(url);
      last.hosts.add(host);
    } else calls.push({ urls: [url], hosts: new Set([host]) });
  }
  return calls.map((call) => call.urls);
}

/** The domain of a URL. */
export function hostOf(url: string): string {
  return new URL(url).host;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
