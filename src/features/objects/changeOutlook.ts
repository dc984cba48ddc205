import { readQuota } from '../../core/cdn/quota.js';
import { throwIfAborted, toAppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { BucketInfo, BucketRef } from '../../core/ports/oss.js';
import type { RefreshCost } from '../../core/publishing/folder/refreshCost.js';
import { isServing, listServingNames, readServing } from '../../core/publishing/refresh/domainCache.js';
import type { PublishedObjects } from '../../host/mappedObjects.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import { isTrusted } from '../../host/trust.js';
import type { ObjectDeps } from './objectDeps.js';
import { planRefresh, type ServingPlaces } from './refreshChanged.js';

/** The information for the user before objects are deleted or replaced. Unreadable parts are absent. */
export interface ChangeOutlook {
  readonly bucket: BucketRef;
  readonly keys: readonly string[];
  readonly info?: BucketInfo;
  /** The number of objects that mappings of the workspace publish. */
  readonly mapped?: number;
  /** Where CDN serves them; absent if unknown. */
  readonly serving?: ServingOutlook;
}

interface ServingOutlook {
  readonly wildcards: readonly string[];
  /** The domains that can be refreshed, and the cost; absent without any. */
  readonly refresh?: ServingPlaces & {
    readonly cost: RefreshCost;
    readonly left: Awaited<ReturnType<typeof readQuota>>;
  };
}

type OutlookDeps = Pick<ObjectDeps, 'session' | 'mappedObjects' | 'clock' | 'log'>;
/** Awaits a reading; logs a failure and returns `undefined`, unless the user no longer waits. */
type Attempt = <T>(what: string, reading: Promise<T>) => Promise<T | undefined>;

/** Reads the outlook. Unreadable parts do not block the operation. Throws `cancelled` once the user no longer waits. */
export function readChangeOutlook(
  deps: OutlookDeps,
  bucket: BucketRef,
  keys: readonly string[],
): Promise<ChangeOutlook> {
  return withDelayedProgress(deps.clock, l10n.t('Checking bucket and CDN domains'), (_report, signal) =>
    readAll(deps, { bucket, keys }, signal),
  );
}

async function readAll(
  { session, mappedObjects, log }: OutlookDeps,
  { bucket, keys }: Pick<ChangeOutlook, 'bucket' | 'keys'>,
  signal: AbortSignal,
): Promise<ChangeOutlook> {
  const { oss, cdn } = await session.cloud();
  const attempt: Attempt = async (what, reading) => {
    try {
      return await reading;
    } catch (error) {
      if (!signal.aborted) log.failure(what, toAppError(error));
      return undefined;
    }
  };
  const published = isTrusted()
    ? await attempt('read mappings', mappedObjects.findPublished(bucket, keys))
    : unpublished;
  const places = { bucket, keys, ...(published ?? unpublished) };
  const [info, serving] = await Promise.all([
    attempt('read bucket', oss.readBucketInfo(bucket, signal)),
    attempt('read CDN domains', readServingOutlook(cdn, places, attempt, signal)),
  ]);
  throwIfAborted(signal);
  const mapped = published && { mapped: published.count };
  return { bucket, keys, ...mapped, ...(info && { info }), ...(serving && { serving }) };
}

const unpublished: PublishedObjects = { count: 0, domains: [], variants: [] };

async function readServingOutlook(
  cdn: CloudPorts['cdn'],
  { bucket, keys, domains, variants }: Pick<ChangeOutlook, 'bucket' | 'keys'> & PublishedObjects,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<ServingOutlook> {
  const { exact, wildcards } = await listServingNames(cdn, bucket, signal);
  const names = [...new Set([...exact, ...domains])];
  const [found, left = {}] = await Promise.all([
    Promise.all(names.map((name) => readServing(cdn, name, signal))),
    attempt('read refresh quota', readQuota(cdn, signal)),
  ]);
  const hosts = found.filter((domain) => domain !== undefined).filter(isServing);
  if (hosts.length === 0) return { wildcards };
  return { wildcards, refresh: { hosts, variants, left, cost: planRefresh(keys, { hosts, variants }, left) } };
}
