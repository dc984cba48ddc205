import { l10n } from 'vscode';
import type { ActivityEntry } from '../../core/activity/activity.js';
import { snapshotText } from '../../host/snapshotText.js';

/** How a change ended, in a word or two. */
export function outcomeText({ failed, undoneAt }: ActivityEntry): string {
  if (failed !== undefined) return l10n.t('failed: {0}', failed);
  return undoneAt === undefined ? l10n.t('done') : l10n.t('undone');
}

/** Everything known of a change, one line each, for its tooltip and for a ticket. */
export function changeText(entry: ActivityEntry): string {
  const { action, subject, startedAt, durationMs, requestId, before, after } = entry;
  const lines = [
    `${action} ${subject}`,
    new Date(startedAt).toISOString(),
    `${Math.round(durationMs)} ms · ${outcomeText(entry)}`,
    before && l10n.t('Before: {0}', snapshotText(before)),
    after && l10n.t('After: {0}', snapshotText(after)),
    requestId && `RequestId: ${requestId}`,
    entry.undoneAt !== undefined && l10n.t('Undone: {0}', new Date(entry.undoneAt).toISOString()),
  ];
  return lines.filter(Boolean).join('\n');
}
