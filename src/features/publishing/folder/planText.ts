import { l10n } from '../../../core/l10n.js';
import type { RefreshCost } from '../../../core/publishing/folder/refreshCost.js';
import type { PlanProgress } from '../../../core/publishing/folder/runPlan.js';
import { countText, sizeText } from '../../../core/text/countText.js';
import { listText } from '../../../core/text/plainText.js';
import type { ItemGroup, PlanTotals, QuotaLeft } from './planGroups.js';

/** The heading of a group of rows. */
export function groupText({ kind, conflict, single, rest }: ItemGroup): string {
  const count = countText(single.length + rest.length);
  if (conflict === 'changed') return l10n.t('Changed in the bucket outside this extension: {0}', count);
  if (conflict === 'deleted') return l10n.t('Deleted from the bucket outside this extension: {0}', count);
  if (conflict === 'unknown') return l10n.t('Not published from this computer: {0}', count);
  switch (kind) {
    case 'add':
      return l10n.t('Add: {0}', count);
    case 'change':
      return l10n.t('Change: {0}', count);
    case 'headers':
      return l10n.t('Change headers only: {0}', count);
    default:
      return l10n.t('Published from this computer: {0}', count);
  }
}

/** The totals of the selected rows, for the title. */
export function totalsText(name: string, totals: PlanTotals, left: QuotaLeft): string {
  const { files, bytes, conflicts, refresh } = totals;
  return [
    l10n.t('Publish {0}', name),
    ...countsText(totals),
    l10n.t('Files: {0} ({1})', countText(files), sizeText(bytes)),
    ...(conflicts > 0 ? [l10n.t('Conflicts: {0}', countText(conflicts))] : []),
    ...costTexts(refresh, left),
  ].join(' · ');
}

/** The numbers by kind, with replacements and deletions apart from new files. */
function countsText({ overwritten, headers, added, deletes }: PlanTotals): readonly string[] {
  const counts = [
    ...(overwritten > 0 ? [l10n.t('{0} overwritten', countText(overwritten))] : []),
    ...(headers > 0 ? [l10n.t('{0} with new headers', countText(headers))] : []),
    ...(added > 0 ? [l10n.t('{0} new', countText(added))] : []),
    ...(deletes > 0 ? [l10n.t('{0} deleted', countText(deletes))] : []),
  ];
  return counts.length > 0 ? [listText(counts)] : [];
}

function costTexts(cost: RefreshCost, left: QuotaLeft): readonly string[] {
  if (cost.kind === 'urls') return [urlsText(cost.urls, left.urls)];
  const directories =
    left.directories === undefined
      ? l10n.t('Directory refreshes: {0}', countText(cost.directories))
      : l10n.t('Directory refreshes: {0} ({1} left today)', countText(cost.directories), countText(left.directories));
  return cost.urls > 0 ? [directories, urlsText(cost.urls, left.urls)] : [directories];
}

function urlsText(urls: number, left: number | undefined): string {
  if (left === undefined) return l10n.t('URL refreshes: {0}', countText(urls));
  return urls > left
    ? l10n.t('URL refreshes: {0}, of which only {1} today', countText(urls), countText(left))
    : l10n.t('URL refreshes: {0} ({1} left today)', countText(urls), countText(left));
}

/** The progress: files, speed, bytes and remaining time. */
export function progressText({ done, total, bytes, totalBytes, filesPerSecond, remainingMs }: PlanProgress): string {
  const pace = countText(filesPerSecond, filesPerSecond >= 10 ? 0 : 1);
  return [
    l10n.t('{0} of {1} files', countText(done), countText(total)),
    ...(done > 0 ? [l10n.t('{0} files/s', pace)] : []),
    l10n.t({
      message: '{0} of {1}',
      args: [sizeText(bytes), sizeText(totalBytes)],
      comment: 'Sizes: sent, and of all files',
    }),
    ...(remainingMs === undefined
      ? []
      : [l10n.t({ message: '{0} left', args: [durationText(remainingMs)], comment: 'A duration' })]),
  ].join(' · ');
}

function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 90 ? l10n.t('{0} s', seconds) : l10n.t('{0} min', Math.ceil(seconds / 60));
}
