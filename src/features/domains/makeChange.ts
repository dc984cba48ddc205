import * as vscode from 'vscode';
import { waitForDomain, waitForRemoval } from '../../core/domains/waitForDomain.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { offerUndo } from '../../host/changePrompts.js';
import { executeCommand } from '../../host/commandIds.js';
import { showBriefly, withProgress } from '../../host/display.js';
import type { DomainWork } from './domainDeps.js';

/** How something stands before and after, as two lines. */
export function beforeAfter(before: string, after: string): string {
  return [vscode.l10n.t('Before: {0}', before), vscode.l10n.t('After: {0}', after)].join('\n');
}

/** Makes changes with progress in the view, and refreshes the domains whatever the outcome. */
export async function makeChange<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => change());
  } finally {
    await executeCommand('ossCdn.refreshExplorer', 'domains');
  }
}

/** Reads the domain of a work until it is as wanted; the tree shows how it stands meanwhile. */
export async function waitUntil(
  work: DomainWork,
  isThere: (domain: CdnDomain | undefined) => boolean,
): Promise<CdnDomain | undefined> {
  const { deps, cloud, domain, signal } = work;
  const show = shower(work);
  const look = (read: CdnDomain | undefined) => {
    if (read) show(read);
    return isThere(read);
  };
  return waitForDomain({ cdn: cloud.cdn, clock: deps.clock, signal }, domain.name, look, domain.status);
}

/** Reads the domain of a work until it is gone; the tree shows how it stands meanwhile. */
export async function waitUntilGone(work: DomainWork): Promise<void> {
  const { deps, cloud, domain, signal } = work;
  await waitForRemoval({ cdn: cloud.cdn, clock: deps.clock, signal }, domain.name, shower(work));
}

/** Refreshes the tree whenever the status has changed. */
function shower({ domain }: DomainWork): (read: CdnDomain) => void {
  let shown = domain.status;
  return ({ status }) => {
    if (status === shown) return;
    shown = status;
    void executeCommand('ossCdn.refreshExplorer', 'domains');
  };
}

/**
 * Says what has been done, and offers the undo of the newest change of this kind where it has one. VS Code closes a
 * notification when an equal one comes: as it names the domain alone, there is one for a domain, that of its newest change.
 */
export async function reportDone(
  { deps }: DomainWork,
  message: string,
  action: string,
  subject: string,
): Promise<void> {
  showBriefly(message, 5000);
  const entry = deps.activity.entries.find((each) => each.action === action && each.subject === subject && each.undo);
  if (entry) await offerUndo(entry, vscode.l10n.t('Changed on CDN: {0}', subject));
}
