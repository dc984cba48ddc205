import type { RefreshKind } from '../../core/cdn/callLimits.js';
import { toUrlPath } from '../../core/objectKey.js';
import { chooseRefresh, type RefreshCost } from '../../core/publishing/folder/refreshCost.js';
import { type Host, listRefreshUrls, toUrl } from '../../core/refresh/addresses.js';

/** What of the day's quota is left. */
type QuotaLeft = Parameters<typeof chooseRefresh>[2];

/** How deleted objects are refreshed at the domains that served them: each URL, or where that is cheaper their directory. */
export function planRefresh(keys: readonly string[], hosts: readonly Host[], left: QuotaLeft): RefreshCost {
  const changes = keys.map((key) => ({ kind: 'delete', key }) as const);
  return chooseRefresh(changes, { domains: hosts.map(({ name }) => name) }, left);
}

/** The URLs of such a refresh, for what was deleted in the end. */
export function listDeletedUrls(
  cost: RefreshCost,
  keys: readonly string[],
  hosts: readonly Host[],
): { readonly kind: RefreshKind; readonly urls: readonly string[] } {
  if (cost.kind === 'directory') return { kind: 'directories', urls: hosts.map((host) => toUrl(host, cost.via)) };
  const addresses = keys.flatMap((key) => hosts.map((domain) => ({ domain, path: toUrlPath(key) })));
  return { kind: 'urls', urls: listRefreshUrls(addresses) };
}
