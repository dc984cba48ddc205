import { l10n } from 'vscode';
import type { ActivityEntry } from '../../core/activity/activity.js';
import { countText } from '../../host/text/bucketText.js';
import { snapshotText } from '../../host/text/snapshotText.js';
import { momentText } from '../../host/text/timeText.js';
import { changeTitle } from './changeTitle.js';

/** Refusals by which OSS and CDN ask for a TXT record: part of the way, and nothing has gone wrong. */
const proofCodes: ReadonlySet<string> = new Set(['NeedVerifyDomainOwnership', 'DomainOwnerVerifyFail']);

/** Whether the vendor refused until ownership of the domain is proven. */
export function isProofAsked(failed: string | undefined): boolean {
  return failed !== undefined && proofCodes.has(failed);
}

/** How a change ended, in a word or two. */
export function changeOutcomeText({ failed, unknown, undoneAt }: ActivityEntry): string {
  if (unknown !== undefined) return l10n.t('unknown result, no response received: {0}', unknown);
  if (isProofAsked(failed)) return l10n.t('ownership verification requested');
  if (failed !== undefined) return l10n.t('failed: {0}', failed);
  return undoneAt === undefined ? l10n.t({ message: 'done', comment: 'A change that took effect' }) : l10n.t('undone');
}

/** How many calls an entry stands for, where there are several. */
export function countOf({ calls }: ActivityEntry): readonly string[] {
  return calls === undefined ? [] : [l10n.t('calls: {0}', countText(calls))];
}

/** Everything known of a change, one line each, for its tooltip and for a ticket. */
export function changeText(entry: ActivityEntry): string {
  const { action, startedAt, durationMs, requestId, before, after } = entry;
  const lines = [
    changeTitle(entry),
    action,
    momentText(startedAt),
    [...countOf(entry), `${Math.round(durationMs)} ms`, changeOutcomeText(entry)].join(' · '),
    before && l10n.t('Before: {0}', snapshotText(before, after)),
    after && l10n.t('After: {0}', snapshotText(after, before)),
    requestId && `RequestId: ${requestId}`,
    entry.undoneAt !== undefined && l10n.t('Undone: {0}', momentText(entry.undoneAt)),
  ];
  return lines.filter(Boolean).join('\n');
}
