import { readQuota } from '../../core/cdn/quota.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { BucketInfo, BucketRef } from '../../core/ports/oss.js';
import type { RefreshCost } from '../../core/publishing/folder/refreshCost.js';
import { listOwnDomains, readServing } from '../../core/publishing/refresh/domainCache.js';
import type { Host } from '../../core/refresh/addresses.js';
import { isTrusted } from '../../host/trust.js';
import type { ObjectDeps } from './objectDeps.js';
import { planRefresh } from './refreshDeleted.js';

/** What the user is told before objects are deleted. What may not be read is absent. */
export interface DeletionOutlook {
  readonly bucket: BucketRef;
  readonly keys: readonly string[];
  readonly info?: BucketInfo;
  /** How many of them a mapping of the workspace publishes. */
  readonly mapped: number;
  /** The domains that serve them, and what it costs to refresh them there; absent without one. */
  readonly refresh?: {
    readonly hosts: readonly Host[];
    readonly cost: RefreshCost;
    readonly left: Awaited<ReturnType<typeof readQuota>>;
  };
}

/** Reads it; a permission that is missing keeps nothing from being deleted. */
export async function readDeletionOutlook(
  { session, mappedObjects }: Pick<ObjectDeps, 'session' | 'mappedObjects'>,
  bucket: BucketRef,
  keys: readonly string[],
): Promise<DeletionOutlook> {
  const { oss, cdn } = await session.cloud();
  const { signal } = new AbortController();
  const [info, refresh, mapped] = await Promise.all([
    oss.readBucketInfo(bucket, signal).catch(() => undefined),
    readRefresh(cdn, bucket, keys).catch(() => undefined),
    isTrusted() ? mappedObjects.countPublished(bucket, keys) : 0,
  ]);
  return { bucket, keys, mapped, ...(info && { info }), ...(refresh && { refresh }) };
}

async function readRefresh(
  cdn: CloudPorts['cdn'],
  bucket: BucketRef,
  keys: readonly string[],
): Promise<DeletionOutlook['refresh']> {
  const { signal } = new AbortController();
  const names = await listOwnDomains(cdn, bucket, signal);
  if (names.length === 0) return undefined;
  const [found, left] = await Promise.all([
    Promise.all(names.map((name) => readServing(cdn, name, signal))),
    readQuota(cdn, signal),
  ]);
  const hosts = found.filter((domain) => domain !== undefined);
  return hosts.length === 0 ? undefined : { hosts, left, cost: planRefresh(keys, hosts, left) };
}
