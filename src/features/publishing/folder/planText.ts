import * as vscode from 'vscode';
import type { RefreshCost } from '../../../core/publishing/folder/refreshCost.js';
import type { PlanProgress } from '../../../core/publishing/folder/runPlan.js';
import { countText, sizeText } from '../../../core/text/countText.js';
import { listText } from '../../../core/text/plainText.js';
import type { ItemGroup, PlanTotals, QuotaLeft } from './planGroups.js';

/** The heading of a group of rows. */
export function groupText({ kind, conflict, single, rest }: ItemGroup): string {
  const count = countText(single.length + rest.length);
  if (conflict === 'changed') return vscode.l10n.t('Changed in the bucket outside this extension: {0}', count);
  if (conflict === 'deleted') return vscode.l10n.t('Deleted from the bucket outside this extension: {0}', count);
  if (conflict === 'unknown') return vscode.l10n.t('Not published from this computer: {0}', count);
  switch (kind) {
    case 'add':
      return vscode.l10n.t('Add: {0}', count);
    case 'change':
      return vscode.l10n.t('Change: {0}', count);
    case 'headers':
      return vscode.l10n.t('Change headers only: {0}', count);
    default:
      return vscode.l10n.t('Published from this computer: {0}', count);
  }
}

/** What the selected rows come to, in the title. */
export function totalsText(name: string, totals: PlanTotals, left: QuotaLeft): string {
  const { files, bytes, conflicts, refresh } = totals;
  return [
    vscode.l10n.t('Publish {0}', name),
    ...countsText(totals),
    vscode.l10n.t('Files: {0} ({1})', countText(files), sizeText(bytes)),
    ...(conflicts > 0 ? [vscode.l10n.t('Conflicts: {0}', countText(conflicts))] : []),
    ...costTexts(refresh, left),
  ].join(' · ');
}

/** How many of each kind, what replaces or removes something told from what is new. */
function countsText({ overwritten, headers, added, deletes }: PlanTotals): readonly string[] {
  const counts = [
    ...(overwritten > 0 ? [vscode.l10n.t('{0} overwritten', countText(overwritten))] : []),
    ...(headers > 0 ? [vscode.l10n.t('{0} with new headers', countText(headers))] : []),
    ...(added > 0 ? [vscode.l10n.t('{0} new', countText(added))] : []),
    ...(deletes > 0 ? [vscode.l10n.t('{0} deleted', countText(deletes))] : []),
  ];
  return counts.length > 0 ? [listText(counts)] : [];
}

function costTexts(cost: RefreshCost, left: QuotaLeft): readonly string[] {
  if (cost.kind === 'urls') return [urlsText(cost.urls, left.urls)];
  const directories =
    left.directories === undefined
      ? vscode.l10n.t('Directory refreshes: {0}', countText(cost.directories))
      : vscode.l10n.t(
          'Directory refreshes: {0} ({1} left today)',
          countText(cost.directories),
          countText(left.directories),
        );
  return cost.urls > 0 ? [directories, urlsText(cost.urls, left.urls)] : [directories];
}

function urlsText(urls: number, left: number | undefined): string {
  if (left === undefined) return vscode.l10n.t('URL refreshes: {0}', countText(urls));
  return urls > left
    ? vscode.l10n.t('URL refreshes: {0}, of which only {1} today', countText(urls), countText(left))
    : vscode.l10n.t('URL refreshes: {0} ({1} left today)', countText(urls), countText(left));
}

/** How far it is: files, pace, bytes and the time that is left. */
export function progressText({ done, total, bytes, totalBytes, filesPerSecond, remainingMs }: PlanProgress): string {
  const pace = countText(filesPerSecond, filesPerSecond >= 10 ? 0 : 1);
  return [
    vscode.l10n.t('{0} of {1} files', countText(done), countText(total)),
    ...(done > 0 ? [vscode.l10n.t('{0} files/s', pace)] : []),
    vscode.l10n.t({
      message: '{0} of {1}',
      args: [sizeText(bytes), sizeText(totalBytes)],
      comment: 'Sizes: sent, and of all files',
    }),
    ...(remainingMs === undefined
      ? []
      : [vscode.l10n.t({ message: '{0} left', args: [durationText(remainingMs)], comment: 'A duration' })]),
  ].join(' · ');
}

function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 90 ? vscode.l10n.t('{0} s', seconds) : vscode.l10n.t('{0} min', Math.ceil(seconds / 60));
}
