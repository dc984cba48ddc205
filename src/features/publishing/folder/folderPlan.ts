import * as vscode from 'vscode';
import { readQuota } from '../../../core/cdn/quota.js';
import { AppError } from '../../../core/errors.js';
import { publicBucketHost } from '../../../core/origin.js';
import type { CdnPort } from '../../../core/ports/cdn.js';
import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import { preparePlan } from '../../../core/publishing/folder/preparePlan.js';
import type { RefreshPlaces } from '../../../core/publishing/folder/refreshCost.js';
import type { FileRules } from '../../../core/publishing/mapping/fileRules.js';
import type { Mapping, MappingIndex } from '../../../core/publishing/mapping/mapping.js';
import type { MappedPlace } from '../../../core/publishing/mapping/toPublication.js';
import { listOwnDomains } from '../../../core/publishing/refresh/domainCache.js';
import type { MappingStore } from '../mapping/mappingStore.js';
import type { PublishingDeps } from '../services.js';
import type { FolderChoice } from './folderChoices.js';
import type { QuotaLeft } from './planGroups.js';

/** The comparison of a folder with its bucket, and where its changes are refreshed. */
export interface FolderPlan {
  readonly place: MappedPlace;
  readonly items: readonly PlanItem[];
  readonly refreshPlaces: RefreshPlaces;
  readonly quotaLeft: QuotaLeft;
  /** Files without a valid key, relative to the workspace folder. */
  readonly leftOut: readonly string[];
}

/** The part of a mapped folder, the rules of its mapping, and the mappings of its own and of other workspace folders. */
export interface FolderScope {
  readonly place: MappedPlace;
  readonly below: string;
  readonly rules: FileRules;
  readonly mappings: MappingIndex;
  readonly foreign: readonly Mapping[];
}

/** The scope of a part of a mapped folder, by the last read mappings. */
export function toScope(
  mappingStore: MappingStore,
  { folder, part: { mapping, below } }: Pick<FolderChoice, 'folder' | 'part'>,
  accountId: string,
): FolderScope {
  const root = vscode.Uri.joinPath(folder.uri, mapping.folder).fsPath;
  return {
    place: { accountId, workspaceRoot: folder.uri.fsPath, root, mapping },
    below,
    rules: mappingStore.rulesOf(mapping),
    mappings: mappingStore.mappingsOf(folder),
    foreign: mappingStore.foreignOf(folder, mapping),
  };
}

/**
 * Compares a part of a mapped folder with the bucket. Throws `domainNotFound` if nothing can be refreshed, and
 * `invalidInput` for a refused upload domain.
 */
export async function readFolderPlan(
  deps: PublishingDeps,
  { place, below, ...more }: FolderScope,
  onProgress: (seen: number) => void,
  signal: AbortSignal,
): Promise<FolderPlan> {
  const cloud = await deps.session.cloud();
  const { mapping } = place;
  const domains = await readDomains(cloud.cdn, mapping, signal);
  const store = await deps.store.open();
  const leftOut: string[] = [];
  const onLeftOut = (label: string) => void leftOut.push(label);
  const tools = { ...more, oss: cloud.oss, files: deps.files, clock: deps.clock, store, onProgress, onLeftOut };
  const [items, quotaLeft] = await Promise.all([
    preparePlan(place, below, tools, signal),
    readQuota(cloud.cdn, signal),
  ]);
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
