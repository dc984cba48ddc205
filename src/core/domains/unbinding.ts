import type { Activity, ActivityEntry } from '../activity/activity.js';
import { applyUndo, readUndoState } from '../activity/applyUndo.js';
import { sameHost } from '../dns/conflicts.js';
import { hostFunction } from '../onboarding/steps/originHost.js';
import type { CdnDomain } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { ClockPort } from '../ports/local.js';
import type { BucketRef } from '../ports/oss.js';
import { bindAgain } from './bindAgain.js';
import type { Binding } from './binding.js';
import { bucketHost, hostDeadlineMs, resetHostConfig } from './hostConfig.js';

/** Takes a domain off its bucket; the origin host that names the domain goes first, or OSS would refuse what CDN asks. */
export async function unbind(
  { cdn, oss }: Pick<CloudPorts, 'cdn' | 'oss'>,
  clock: ClockPort,
  { name, sources }: Pick<CdnDomain, 'name' | 'sources'>,
  { bucket, hostConfig }: Pick<Binding, 'bucket' | 'hostConfig'>,
  signal: AbortSignal,
): Promise<void> {
  // The domain may be bound to another bucket than the one that CDN fetches from.
  if (hostConfig) await resetHostConfig(cdn, clock, name, hostConfig, bucketHost(sources), signal);
  await oss.deleteCname(bucket, name, signal);
}

/** The change by which an unbinding took the origin host away first, when that can still be put back. */
export function findHostChange(
  entries: readonly ActivityEntry[],
  { undo, startedAt }: ActivityEntry,
): ActivityEntry | undefined {
  if (undo?.kind !== 'createCname') return undefined;
  const isPart = ({ startedAt: at }: ActivityEntry) => at <= startedAt && startedAt - at <= hostDeadlineMs;
  return entries.find((entry) => isPart(entry) && namesDomain(entry, undo.domain));
}

function namesDomain({ undo }: ActivityEntry, domain: string): boolean {
  if (undo?.kind !== 'setConfig' || undo.functionName !== hostFunction || undo.domain !== domain) return false;
  return sameHost(undo.args.domain_name ?? '', domain);
}

/** What an undo of an unbinding works with. */
export interface UnbindingUndo {
  readonly cloud: CloudPorts;
  readonly clock: ClockPort;
  readonly activity: Pick<Activity, 'entries' | 'markUndone'>;
}

/** Binds the domain again, and gives CDN back the origin host that was taken away for it; both changes are then undone. */
export async function undoUnbinding(
  { cloud, clock, activity }: UnbindingUndo,
  entry: ActivityEntry,
  { bucket, domain }: { readonly bucket: BucketRef; readonly domain: string },
  signal: AbortSignal,
): Promise<void> {
  const host = findHostChange(activity.entries, entry);
  await bindAgain(cloud, clock, bucket, domain, signal);
  await activity.markUndone(entry.id);
  if (!host?.undo) return;
  if ((await readUndoState(host.undo, cloud, signal)) === 'ready') await applyUndo(host.undo, cloud, signal);
  await activity.markUndone(host.id);
}
