import {
  directoryCostText,
  directoryEffectText,
  effectTimeText,
  readQuota,
  urlCostText,
} from '../../core/cdn/quota.js';
import { showDomain } from '../../core/domainName.js';
import { throwIfAborted, toAppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import type { BucketInfo, BucketRef } from '../../core/ports/oss.js';
import type { RefreshCost } from '../../core/publishing/folder/refreshCost.js';
import { isServing, listServingNames, readServing } from '../../core/publishing/refresh/domainCache.js';
import { listText } from '../../core/text/plainText.js';
import { quoted } from '../../core/text/visibleText.js';
import type { PublishedObjects } from '../../host/mappedObjects.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import { isTrusted } from '../../host/trust.js';
import type { ObjectDeps } from './objectDeps.js';
import { planRefresh, type ServingPlaces } from './refreshChanged.js';

/** The facts that the user should know before objects are deleted or replaced. A part that cannot be read is absent. */
export interface ChangeOutlook {
  readonly bucket: BucketRef;
  readonly keys: readonly string[];
  readonly info?: BucketInfo;
  /** How many of the objects are published by mappings of the workspace. */
  readonly mapped?: number;
  /** Where CDN serves the objects. Absent if unknown. */
  readonly serving?: ServingOutlook;
}

interface ServingOutlook {
  readonly wildcards: readonly string[];
  /** The domains that can be refreshed and what that costs. Absent if there are none. */
  readonly refresh?: ServingPlaces & {
    readonly cost: RefreshCost;
    readonly left: Awaited<ReturnType<typeof readQuota>>;
  };
}

type OutlookDeps = Pick<ObjectDeps, 'session' | 'mappedObjects' | 'clock' | 'log'>;
/** Waits for a reading. If the reading fails, logs it and resolves to `undefined`; if the user no longer waits, rejects. */
type Attempt = <T>(what: string, reading: Promise<T>) => Promise<T | undefined>;

/** Reads the outlook of a change. Parts that cannot be read do not prevent the change. Throws `cancelled` if the user no longer waits. */
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

/** Describes where CDN has cached copies, and what a refresh costs. */
export function cachedCopiesText({ serving }: ChangeOutlook): string {
  if (!serving) return l10n.t('Whether CDN serves cached copies could not be checked.');
  const { wildcards, refresh } = serving;
  const stays = l10n.t(
    'CDN cannot refresh wildcard domains; they serve cached copies until these expire: {0}',
    listText(wildcards.map(showDomain)),
  );
  return [...(refresh ? [refreshText(refresh)] : []), ...(wildcards.length > 0 ? [stays] : [])].join('\n\n');
}

function refreshText({ hosts, cost, left }: NonNullable<ServingOutlook['refresh']>): string {
  const names = listText(hosts.map(({ name }) => name));
  return [
    l10n.t('CDN serves its cached copies until they are refreshed or expire: {0}', names),
    ...(cost.kind === 'directory'
      ? [directoryText(cost.via), directoryEffectText(), directoryCostText(cost.directories, left.directories)]
      : []),
    ...(cost.urls > 0 ? [urlCostText(cost.urls, left.urls)] : []),
    effectTimeText(),
  ].join('\n');
}

function directoryText(via: string): string {
  return via === '/' ? l10n.t('Directory: / (everything on each domain)') : l10n.t('Directory: {0}', quoted(via));
}
