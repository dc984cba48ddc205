import { isPlanRefusal, resourcePlanText } from '../../core/cdn/resourcePlan.js';
import { waitForDomain } from '../../core/domains/waitForDomain.js';
import { AppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { confirmByName, reportChange } from '../../host/changePrompts.js';
import { executeCommand } from '../../host/commandIds.js';
import { showWarning, withProgress } from '../../host/display.js';
import type { DomainWork } from './domainDeps.js';

/** Asks the user to enter the name of the domain; returns whether it was entered. */
export function confirmByDomain({ deps, name }: DomainWork, title: string, prompt: string): Promise<boolean> {
  const refusal = l10n.t('This does not match the domain: {0}', name);
  return confirmByName(deps.ui, { title, prompt, refusal, name });
}

/** Makes a change with progress in the view. Refreshes the domains in the tree afterwards, even if the change fails. */
export async function makeChange<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => change());
  } finally {
    await executeCommand('ossCdn.refreshExplorer', 'domains');
  }
}

/** If CDN refused because the domain is in a Global Resource Plan, reports all functions that such a plan lacks. Returns whether that was the reason. */
export function tellPlan(error: unknown, domain: CdnDomain, functionName: string | undefined): boolean {
  const isOfPlan = isPlanRefusal(error, domain, functionName);
  if (isOfPlan) void showWarning(resourcePlanText());
  return isOfPlan;
}

/** Polls the domain until `isDone` accepts it, and keeps its status in the tree up to date. */
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

/** Waits until a changed setting is in effect. Throws `domainOffline` or `domainNotFound` if the domain is disabled or deleted meanwhile. */
export async function waitUntilOnline(work: DomainWork): Promise<void> {
  const read = await waitUntil(work, (domain) => domain === undefined || ['online', 'offline'].includes(domain.status));
  const subject = work.name;
  if (!read) throw new AppError('domainNotFound', { subject });
  if (read.status === 'offline') throw new AppError('domainOffline', { subject });
}

/** Returns a function that refreshes the tree if the domain's status has changed since the last call. */
export function shower({ domain }: DomainWork): (read: CdnDomain) => void {
  let shown = domain.status;
  return ({ status }) => {
    if (status === shown) return;
    shown = status;
    void executeCommand('ossCdn.refreshExplorer', 'domains');
  };
}

/** Reports a change, and offers to undo it if that is possible. */
export function reportDone({ deps, name }: DomainWork, message: string, action: string): Promise<void> {
  return reportChange(deps.activity, message, { action, subject: name });
}
