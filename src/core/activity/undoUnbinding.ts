import { originHostFunction } from '../cdn/functionNames.js';
import { hostDeadlineMs } from '../cdn/resetHostConfig.js';
import { sameHost } from '../dns/hostNames.js';
import { type BindingContext, rebindDomain } from '../oss/rebindDomain.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { BucketRef } from '../ports/oss.js';
import type { Activity, ActivityEntry } from './activity.js';
import { applyUndo, readUndoState } from './applyUndo.js';

/** The change that removed the origin host before an unbinding, if it can still be undone. */
export function findHostChange(
  entries: readonly ActivityEntry[],
  { undo, startedAt }: ActivityEntry,
): ActivityEntry | undefined {
  if (undo?.kind !== 'createCname') return undefined;
  const isPart = ({ startedAt: at }: ActivityEntry) => at <= startedAt && startedAt - at <= hostDeadlineMs;
  return entries.find((entry) => isPart(entry) && namesDomain(entry, undo.domain));
}

function namesDomain({ undo }: ActivityEntry, domain: string): boolean {
  if (undo?.kind !== 'setConfig' || undo.functionName !== originHostFunction || undo.domain !== domain) return false;
  return sameHost(undo.args.domain_name ?? '', domain);
}

/** The context of undoing an unbinding. */
interface UnbindingUndo extends BindingContext {
  readonly cloud: CloudPorts;
  readonly activity: Pick<Activity, 'entries' | 'markUndone'>;
}

/** Binds the domain again and restores the origin host that was removed for it; both changes are then undone. */
export async function undoUnbinding(
  context: UnbindingUndo,
  entry: ActivityEntry,
  { bucket, domain }: { readonly bucket: BucketRef; readonly domain: string },
): Promise<void> {
  const { cloud, activity, signal } = context;
  const host = findHostChange(activity.entries, entry);
  await rebindDomain(context, bucket, domain);
  await activity.markUndone(entry.id);
  if (!host?.undo) return;
  if ((await readUndoState(host.undo, cloud, signal)) === 'ready') await applyUndo(host.undo, cloud, signal);
  await activity.markUndone(host.id);
}
