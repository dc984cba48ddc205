import { isPlanRefusal, resourcePlanText } from '../../core/cdn/resourcePlan.js';
import { showDomain } from '../../core/domainName.js';
import { waitForDomain } from '../../core/domains/waitForDomain.js';
import { AppError } from '../../core/errors.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { reportChange } from '../../host/changePrompts.js';
import { executeCommand } from '../../host/commandIds.js';
import { showWarning, withProgress } from '../../host/display.js';
import type { DomainWork } from './domainDeps.js';

/** Makes changes with progress in the view, then refreshes the domains in any case. */
export async function makeChange<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => change());
  } finally {
    await executeCommand('ossCdn.refreshExplorer', 'domains');
  }
}

/** Reports all functions that a Global Resource Plan lacks, if a refusal shows that the domain uses one; returns whether it does. */
export function tellPlan(error: unknown, domain: CdnDomain, functionName: string | undefined): boolean {
  const isOfPlan = isPlanRefusal(error, domain, functionName);
  if (isOfPlan) void showWarning(resourcePlanText());
  return isOfPlan;
}

/** Polls the domain until it is as wanted, and shows its status in the tree. */
export async function waitUntil(
  work: DomainWork,
  isDone: (domain: CdnDomain | undefined) => boolean,
): Promise<CdnDomain | undefined> {
  const { deps, cloud, domain, signal } = work;
  const show = shower(work);
  const look = (read: CdnDomain | undefined) => {
    if (read) show(read);
    return isDone(read);
  };
  return waitForDomain({ cdn: cloud.cdn, clock: deps.clock, signal }, domain.name, look, domain.status);
}

/**
 * Waits until a change of a setting is in effect. Throws `domainOffline` or `domainNotFound` if the domain was disabled
 * or deleted meanwhile.
 */
export async function waitUntilOnline(work: DomainWork): Promise<void> {
  const read = await waitUntil(work, (domain) => domain === undefined || ['online', 'offline'].includes(domain.status));
  const subject = showDomain(work.domain.name);
  if (!read) throw new AppError('domainNotFound', { subject });
  if (read.status === 'offline') throw new AppError('domainOffline', { subject });
}

/** Refreshes the tree when the status changes. */
export function shower({ domain }: DomainWork): (read: CdnDomain) => void {
  let shown = domain.status;
  return ({ status }) => {
    if (status === shown) return;
    shown = status;
    void executeCommand('ossCdn.refreshExplorer', 'domains');
  };
}

/** Reports a change and offers its undo if possible. */
export function reportDone({ deps, domain }: DomainWork, message: string, action: string): Promise<void> {
  const subject = showDomain(domain.name);
  return reportChange(deps.activity, message, { action, subject });
}
