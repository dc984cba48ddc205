import { l10n } from 'vscode';
import type { Entry } from '../../../core/publishing/entry.js';
import { noticeText } from '../../../host/plainText.js';
import { overwriteLabel } from './queueRows.js';

/** Says of one or several entries in conflict what somebody else has done to their objects. */
export function conflictText(entries: readonly Entry[]): string {
  const [entry] = entries;
  const isGone = entries.map(({ remote }) => !remote?.etag);
  if (entry && entries.length === 1) {
    const label = noticeText(entry.publication.label);
    return isGone[0]
      ? l10n.t('Somebody else has deleted this object since it was last seen from here: {0}', label)
      : l10n.t('Somebody else has changed this object since it was last seen from here: {0}', label);
  }
  if (isGone.every(Boolean))
    return l10n.t(
      'Somebody else has deleted objects since they were last seen from here. Objects: {0}',
      entries.length,
    );
  return isGone.some(Boolean)
    ? l10n.t(
        'Somebody else has changed or deleted objects since they were last seen from here. Objects: {0}',
        entries.length,
      )
    : l10n.t('Somebody else has changed objects since they were last seen from here. Objects: {0}', entries.length);
}

/** What going on in spite of that is called. */
export function goOnLabel(entries: readonly Entry[]): string {
  const [entry] = entries;
  if (entry && entries.length === 1) return overwriteLabel(entry);
  const isDelete = entries.map(({ publication }) => publication.act === 'delete');
  if (isDelete.every(Boolean)) return l10n.t('Delete All Anyway');
  return isDelete.some(Boolean) ? l10n.t('Overwrite and Delete All') : l10n.t('Overwrite All');
}
