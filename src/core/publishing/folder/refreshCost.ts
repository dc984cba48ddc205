import { defaultQuota } from '../../cdn/quota.js';
import { listUrlPaths, toUrlPath } from '../../objectKey.js';
import { listVariants } from '../refresh/refreshTargets.js';
import type { PlanItem } from './comparePlan.js';

/** How the changes of a plan are refreshed, and the cost in the day's quota. */
export type RefreshCost =
  | { readonly kind: 'urls'; readonly urls: number }
  /** `via` is the URL path of the directory, ending in `/`; `urls` are those outside of it. */
  | { readonly kind: 'directory'; readonly via: string; readonly directories: number; readonly urls: number };

/** Where a plan is refreshed: domain names, and the mapping's further URLs. */
export interface RefreshPlaces {
  readonly domains: readonly string[];
  readonly variants?: readonly string[];
}

type Change = Pick<PlanItem, 'kind' | 'key'>;

/** The fewest URLs for a directory refresh, which makes the edges fetch everything again. */
const minUrlsForDirectory = 500;

/** Chooses between URLs and a directory with the URLs outside of it, whichever takes the smaller share of the remaining quota. */
export function chooseRefresh(
  changes: readonly Change[],
  places: RefreshPlaces,
  left: { readonly urls?: number; readonly directories?: number },
): RefreshCost {
  const urls = countUrls(changes, places);
  const via = commonDirectory(changes.filter(isCovered));
  const directories = places.domains.length;
  if (urls <= minUrlsForDirectory || via === undefined || (left.directories ?? directories) < directories)
    return { kind: 'urls', urls };
  const rest = countUrls(changes, places, via);
  const shareOf = (count: number) => count / Math.max(1, left.urls ?? defaultQuota.urls);
  const isCheaper =
    directories / Math.max(1, left.directories ?? defaultQuota.directories) + shareOf(rest) < shareOf(urls);
  return isCheaper ? { kind: 'directory', via, directories, urls: rest } : { kind: 'urls', urls };
}

/** Returns whether a directory refresh covers the change. It only revalidates, so old headers of unchanged bytes would stay. */
function isCovered({ kind }: Change): boolean {
  return kind !== 'headers';
}

/** Counts the URLs to refresh one by one besides a directory. */
function countUrls(changes: readonly Change[], { domains, variants = [] }: RefreshPlaces, via?: string): number {
  const alone = via === undefined ? changes : changes.filter((change) => !isCovered(change));
  // Without variants no URL belongs to two keys, and a directory of all covered keys leaves none: a million need no list.
  if (variants.length === 0) return domains.length * alone.reduce((sum, { key }) => sum + countOwn(key), 0);
  const urls = new Set<string>();
  for (const change of changes) {
    const own = toUrlPath(change.key);
    const isAlone = via === undefined || !isCovered(change);
    for (const domain of domains)
      for (const path of [...listUrlPaths(change.key), ...listVariants({ variants }, own, domain)])
        if (isAlone || !path.startsWith(via)) urls.add(domain + path);
  }
  return urls.size;
}

/** Only the name of an index page gives a key a second path, so no other key is encoded for its count. */
function countOwn(key: string): number {
  return key.endsWith('index.html') ? listUrlPaths(key).length : 1;
}

/** The URL path of the innermost directory of all keys, ending in `/`; `undefined` without keys. */
function commonDirectory(changes: readonly Change[]): string | undefined {
  const [first] = changes;
  if (first === undefined) return undefined;
  let common = parentOf(first.key);
  for (const { key } of changes) while (!key.startsWith(common)) common = parentOf(common.slice(0, -1));
  return toUrlPath(common);
}

/** The directory of a key, ending in `/`; empty at the top. */
function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}
