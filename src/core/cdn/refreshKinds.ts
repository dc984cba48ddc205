/** What CDN is asked for, and what the day's quota is counted in: URLs or directories to drop, or URLs to fetch. */
export type RefreshKind = 'urls' | 'directories' | 'prefetches';
