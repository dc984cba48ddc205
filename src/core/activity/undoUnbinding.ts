import { originHostFunction } from '../cdn/functionNames.js';
import { hostDeadlineMs } from '../cdn/resetHostConfig.js';
import { sameHost } from '../dns/hostNames.js';
import { type BindingContext, rebindDomain } from '../oss/rebindDomain.js';
import type { CloudPorts } from '../ports/cloud.js';
import { type Activity, type ActivityEntry, type ChangeEntry, canUndo } from './activity.js';
import { applyUndo, readUndoState } from './resources.js';

/** The change that removed the origin host before an unbinding, if it can still be undone. */
export function findHostChange(
  entries: readonly ActivityEntry[],
  { change, startedAt }: ChangeEntry<'binding'>,
): ChangeEntry | undefined {
  const { domain } = change.at;
  return entries.filter(canUndo).find(({ change: part, startedAt: at }) => {
    if (at > startedAt || startedAt - at > hostDeadlineMs || part.kind !== 'config') return false;
    const isHost = part.at.functionName === originHostFunction && part.at.domain === domain;
    return isHost && sameHost(part.before?.domain_name ?? '', domain);
  });
}

/** The context of undoing an unbinding. */
interface UnbindingUndo extends BindingContext {
  readonly cloud: CloudPorts;
  readonly activity: Pick<Activity, 'entries' | 'markUndone'>;
}

/** Binds the domain again and restores the origin host that was removed for it; both changes are then undone. */
export async function undoUnbinding(context: UnbindingUndo, entry: ChangeEntry<'binding'>): Promise<void> {
  const { cloud, activity, signal } = context;
  const { bucket, domain } = entry.change.at;
  const host = findHostChange(activity.entries, entry);
  await rebindDomain(context, bucket, domain);
  await activity.markUndone(entry.id);
  if (!host) return;
  if ((await readUndoState(host.change, cloud, signal)) === 'ready') await applyUndo(host.change, cloud, signal);
  await activity.markUndone(host.id);
}
