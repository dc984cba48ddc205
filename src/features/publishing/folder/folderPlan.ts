import { readQuota } from '../../../core/cdn/quota.js';
import { AppError } from '../../../core/errors.js';
import { publicBucketHost } from '../../../core/origin.js';
import type { CdnPort } from '../../../core/ports/cdn.js';
import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import { type FolderScope, preparePlan } from '../../../core/publishing/folder/preparePlan.js';
import type { RefreshPlaces } from '../../../core/publishing/folder/refreshCost.js';
import type { Mapping } from '../../../core/publishing/mapping/mapping.js';
import type { MappedPlace } from '../../../core/publishing/mapping/toPublication.js';
import { listOwnDomains } from '../../../core/publishing/refresh/domainCache.js';
import type { MappingStore } from '../mapping/mappingStore.js';
import { toMappedPlace } from '../publishFiles.js';
import type { Publishing } from '../services.js';
import type { FolderChoice } from './folderChoices.js';
import type { QuotaLeft } from './planGroups.js';

/** The comparison of a folder with its bucket, and the places where its changes are refreshed. */
export interface FolderPlan {
  readonly place: MappedPlace;
  readonly items: readonly PlanItem[];
  readonly refreshPlaces: RefreshPlaces;
  readonly quotaLeft: QuotaLeft;
  /** Files without a valid object key, as paths relative to the workspace folder. */
  readonly leftOut: readonly string[];
}

/** Returns the scope of a part of a mapped folder, according to the mappings as last read. */
export function toScope(
  mappingStore: MappingStore,
  { folder, part: { mapping, below } }: Pick<FolderChoice, 'folder' | 'part'>,
  accountId: string,
): FolderScope {
  return {
    place: toMappedPlace({ folder, mapping }, accountId),
    below,
    rules: mappingStore.rulesOf(mapping),
    mappings: mappingStore.mappingsOf(folder),
    foreign: mappingStore.foreignOf(folder, mapping),
  };
}

/**
 * Compares a part of a mapped folder with the bucket. Throws `domainNotFound` if there is no domain to refresh, and `invalidInput` if the upload domain is
 * refused.
 */
export async function readFolderPlan(
  { deps }: Pick<Publishing, 'deps'>,
  scope: FolderScope,
  onProgress: (seen: number) => void,
  signal: AbortSignal,
): Promise<FolderPlan> {
  const cloud = await deps.session.cloud();
  const { place } = scope;
  const { mapping } = place;
  const domains = await readDomains(cloud.cdn, mapping, signal);
  const store = await deps.store.open();
  const leftOut: string[] = [];
  const onLeftOut = (label: string) => void leftOut.push(label);
  const { files, clock, history } = deps;
  const tools = { oss: cloud.oss, files, clock, store, onProgress, onLeftOut, history };
  const [items, quotaLeft] = await Promise.all([preparePlan(scope, tools, signal), readQuota(cloud.cdn, signal)]);
  const { refreshVariants: variants } = mapping;
  return { place, items, refreshPlaces: { domains, ...(variants && { variants }) }, quotaLeft, leftOut };
}

async function readDomains(
  cdn: CdnPort,
  { bucket, domains }: Mapping,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names = domains.length > 0 ? domains : await listOwnDomains(cdn, bucket, signal);
  if (names.length === 0) throw new AppError('domainNotFound', { subject: publicBucketHost(bucket) });
  return names;
}
