import type { RefreshKind } from '../../core/cdn/callLimits.js';
import { toUrlPath } from '../../core/objectKey.js';
import { chooseRefresh, type RefreshCost } from '../../core/publishing/folder/refreshCost.js';
import { listVariants } from '../../core/publishing/refresh/refreshTargets.js';
import { type Host, listRefreshUrls, toUrl } from '../../core/refresh/addresses.js';

/** The remaining quota of the day. */
type QuotaLeft = Parameters<typeof chooseRefresh>[2];

/** Where changed objects are served: domains, and further URLs of mappings. */
export interface ServingPlaces {
  readonly hosts: readonly Host[];
  readonly variants: readonly string[];
}

/** Plans the refresh of deleted or replaced objects: by URL, or by directory if that is cheaper. */
export function planRefresh(keys: readonly string[], { hosts, variants }: ServingPlaces, left: QuotaLeft): RefreshCost {
  const changes = keys.map((key) => ({ kind: 'delete', key }) as const);
  return chooseRefresh(changes, { domains: hosts.map(({ name }) => name), variants }, left);
}

/** The URLs to refresh for the objects that were actually changed: directories, and URLs outside of them. */
export function listChangedUrls(
  cost: RefreshCost,
  keys: readonly string[],
  { hosts, variants }: ServingPlaces,
): readonly { readonly kind: RefreshKind; readonly urls: readonly string[] }[] {
  const directories = cost.kind === 'directory' ? hosts.map((host) => toUrl(host, cost.via)) : [];
  const isCovered = (path: string) => cost.kind === 'directory' && path.startsWith(cost.via);
  const addresses = keys.flatMap((key) => {
    const own = toUrlPath(key);
    return hosts.flatMap((domain) =>
      [own, ...listVariants({ variants }, own, domain.name)]
        .filter((path) => !isCovered(path))
        .map((path) => ({ domain, path })),
    );
  });
  const parts = [
    { kind: 'directories', urls: directories },
    { kind: 'urls', urls: listRefreshUrls(addresses) },
  ] as const;
  return parts.filter(({ urls }) => urls.length > 0);
}
