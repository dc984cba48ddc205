import { defaultQuota } from '../../cdn/quota.js';
import { listUrlPaths, toUrlPath } from '../../objectKey.js';
import { listVariants } from '../refresh/refreshTargets.js';
import type { PlanItem } from './comparePlan.js';

/** How the changes of a plan are refreshed at the edge, and how much of the day's quota that uses. */
export type RefreshCost =
  | { readonly kind: 'urls'; readonly urls: number }
  /** Refreshes one directory. `via` is its URL path, ending in `/`; `urls` is the number of URLs that it does not cover. */
  | { readonly kind: 'directory'; readonly via: string; readonly directories: number; readonly urls: number };

/** Where the changes of a plan are refreshed: the domain names, and the further URLs that the mapping names. */
export interface RefreshPlaces {
  readonly domains: readonly string[];
  readonly variants?: readonly string[];
}

type Change = Pick<PlanItem, 'kind' | 'key'>;

/** The fewest URLs for a directory refresh, which makes the edges fetch everything again. */
const minUrlsForDirectory = 500;

/**
 * Chooses how to refresh the changes: each URL, or one directory and the URLs that it does not cover. Takes whichever uses the smaller share of the
 * remaining quota.
 */
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

/** Counts the URLs to refresh. With `via`, only those that the refresh of this directory does not cover. */
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

/** Returns the number of URL paths of a key. Only index pages have two; other keys are not encoded just to be counted. */
function countOwn(key: string): number {
  return key.endsWith('index.html') ? listUrlPaths(key).length : 1;
}

/** Returns the URL path of the innermost directory that contains all keys, ending in `/`. `undefined` if there are no changes. */
function commonDirectory(changes: readonly Change[]): string | undefined {
  const [first] = changes;
  if (first === undefined) return undefined;
  let common = parentOf(first.key);
  for (const { key } of changes) while (!key.startsWith(common)) common = parentOf(common.slice(0, -1));
  return toUrlPath(common);
}

/** Returns the directory part of a key, ending in `/`, or an empty text at the top level. */
function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}
