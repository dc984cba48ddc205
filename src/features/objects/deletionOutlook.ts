import { l10n } from 'vscode';
import { readQuota } from '../../core/cdn/quota.js';
import { throwIfAborted } from '../../core/errors.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { BucketInfo, BucketRef } from '../../core/ports/oss.js';
import type { RefreshCost } from '../../core/publishing/folder/refreshCost.js';
import { isServing, listServingNames, readServing } from '../../core/publishing/refresh/domainCache.js';
import type { PublishedObjects } from '../../host/mappedObjects.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import { isTrusted } from '../../host/trust.js';
import type { ObjectDeps } from './objectDeps.js';
import { type DeletedPlaces, planRefresh } from './refreshDeleted.js';

/** What the user is told before objects are deleted. What may not be read is absent. */
export interface DeletionOutlook {
  readonly bucket: BucketRef;
  readonly keys: readonly string[];
  readonly info?: BucketInfo;
  /** How many of them a mapping of the workspace publishes. */
  readonly mapped: number;
  /** Where CDN serves them; absent where that could not be read. */
  readonly serving?: ServingOutlook;
}

interface ServingOutlook {
  readonly wildcards: readonly string[];
  /** The domains that can be refreshed, and what that costs; absent without one. */
  readonly refresh?: DeletedPlaces & {
    readonly cost: RefreshCost;
    readonly left: Awaited<ReturnType<typeof readQuota>>;
  };
}

/** Reads it; what cannot be read keeps nothing from being deleted. Throws `cancelled` once the user no longer waits. */
export function readDeletionOutlook(
  deps: Pick<ObjectDeps, 'session' | 'mappedObjects' | 'clock'>,
  bucket: BucketRef,
  keys: readonly string[],
): Promise<DeletionOutlook> {
  return withDelayedProgress(deps.clock, l10n.t('Checking bucket and CDN domains'), (_report, signal) =>
    readAll(deps, { bucket, keys }, signal),
  );
}

async function readAll(
  { session, mappedObjects }: Pick<ObjectDeps, 'session' | 'mappedObjects'>,
  { bucket, keys }: Pick<DeletionOutlook, 'bucket' | 'keys'>,
  signal: AbortSignal,
): Promise<DeletionOutlook> {
  const { oss, cdn } = await session.cloud();
  const published = isTrusted()
    ? await mappedObjects.findPublished(bucket, keys).catch(() => unpublished)
    : unpublished;
  const [info, serving] = await Promise.all([
    oss.readBucketInfo(bucket, signal).catch(() => undefined),
    readServingOutlook(cdn, { bucket, keys }, published, signal).catch(() => undefined),
  ]);
  throwIfAborted(signal);
  return { bucket, keys, mapped: published.count, ...(info && { info }), ...(serving && { serving }) };
}

const unpublished: PublishedObjects = { count: 0, domains: [], variants: [] };

async function readServingOutlook(
  cdn: CloudPorts['cdn'],
  { bucket, keys }: Pick<DeletionOutlook, 'bucket' | 'keys'>,
  { domains, variants }: PublishedObjects,
  signal: AbortSignal,
): Promise<ServingOutlook> {
  const { exact, wildcards } = await listServingNames(cdn, bucket, signal);
  const names = [...new Set([...exact, ...domains])];
  const [found, left] = await Promise.all([
    Promise.all(names.map((name) => readServing(cdn, name, signal))),
    readQuota(cdn, signal),
  ]);
  const hosts = found.filter((domain) => domain !== undefined).filter(isServing);
  if (hosts.length === 0) return { wildcards };
  return { wildcards, refresh: { hosts, variants, left, cost: planRefresh(keys, { hosts, variants }, left) } };
}
