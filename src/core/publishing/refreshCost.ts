import { listUrlPaths, toUrlPath } from '../objectKey.js';
import type { PlanItem } from './plan.js';
import { listVariants } from './refreshTargets.js';

/** How the changes of a plan are refreshed, and what of the day's quota that takes. */
export type RefreshCost =
  | { readonly kind: 'urls'; readonly urls: number }
  /** `via` is the URL path of the directory, ending in `/`; `urls` is what it does not cover. */
  | { readonly kind: 'directory'; readonly via: string; readonly directories: number; readonly urls: number };

/** Where a plan is refreshed: the names of the domains, and the mapping's further URLs. */
export interface RefreshPlaces {
  readonly domains: readonly string[];
  readonly variants?: readonly string[];
}

type Change = Pick<PlanItem, 'kind' | 'key'>;

/** Fewer URLs than this are always refreshed one by one: a directory refresh makes the edges fetch everything again. */
const fewUrls = 500;

/** Chooses between URLs and a directory with what it does not cover, whichever takes the smaller share of what is left of the day's quota. */
export function chooseRefresh(
  changes: readonly Change[],
  places: RefreshPlaces,
  left: { readonly urls?: number; readonly directories?: number },
): RefreshCost {
  const urls = countUrls(changes, places);
  const via = commonDirectory(changes.filter(isCovered).flatMap(({ key }) => listUrlPaths(key)));
  const directories = places.domains.length;
  if (urls <= fewUrls || via === undefined || (left.directories ?? directories) < directories)
    return { kind: 'urls', urls };
  const rest = countUrls(changes, places, via);
  const shareOf = (count: number) => count / Math.max(1, left.urls ?? 10_000);
  const isCheaper = directories / Math.max(1, left.directories ?? 100) + shareOf(rest) < shareOf(urls);
  return isCheaper ? { kind: 'directory', via, directories, urls: rest } : { kind: 'urls', urls };
}

/** Whether a directory may stand for the object: it is only asked about again, so that the old headers of unchanged bytes would stay. */
function isCovered({ kind }: Change): boolean {
  return kind !== 'headers';
}

/** How many URLs are refreshed one by one when a directory takes those below it; files may share some. */
function countUrls(changes: readonly Change[], { domains, variants = [] }: RefreshPlaces, via?: string): number {
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

/** The innermost directory of all paths, ending in `/`; `undefined` without a path. */
function commonDirectory(paths: readonly string[]): string | undefined {
  let common = paths[0];
  if (common === undefined) return undefined;
  for (const path of paths) while (!path.startsWith(common)) common = common.slice(0, -1);
  return common.slice(0, common.lastIndexOf('/') + 1);
}
