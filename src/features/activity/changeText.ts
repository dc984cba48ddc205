import { l10n } from 'vscode';
import type { ActivityEntry } from '../../core/activity/activity.js';
import { snapshotText } from '../../host/text/snapshotText.js';
import { exactTimeText } from '../../host/text/timeText.js';
import { changeTitle } from './changeTitle.js';

/** How a change ended, in a word or two. */
export function changeOutcomeText({ failed, unknown, undoneAt }: ActivityEntry): string {
  if (unknown !== undefined) return l10n.t('unknown result, no response received: {0}', unknown);
  if (failed !== undefined) return l10n.t('failed: {0}', failed);
  return undoneAt === undefined ? l10n.t('done') : l10n.t('undone');
}

/** Everything known of a change, one line each, for its tooltip and for a ticket. */
export function changeText(entry: ActivityEntry): string {
  const { action, startedAt, durationMs, requestId, before, after } = entry;
  const lines = [
    changeTitle(entry),
    action,
    exactTimeText(startedAt),
    `${Math.round(durationMs)} ms · ${changeOutcomeText(entry)}`,
    before && l10n.t('Before: {0}', snapshotText(before)),
    after && l10n.t('After: {0}', snapshotText(after)),
    requestId && `RequestId: ${requestId}`,
    entry.undoneAt !== undefined && l10n.t('Undone: {0}', exactTimeText(entry.undoneAt)),
  ];
  return lines.filter(Boolean).join('\n');
}
