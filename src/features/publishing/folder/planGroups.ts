import { l10n } from '../../../core/l10n.js';
import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import { chooseRefresh, type RefreshCost, type RefreshPlaces } from '../../../core/publishing/folder/refreshCost.js';
import { isSourceMap } from '../../../core/publishing/mapping/sourceMaps.js';
import { countText, sizeText } from '../../../core/text/countText.js';
import { listText } from '../../../core/text/plainText.js';

/** The lists of a plan. Items of the first are selected by default; items of the others are sent only if the user selects them. */
export const listNames = ['files', 'maps', 'conflicts', 'deletes'] as const;
export type ListName = (typeof listNames)[number];

/** Items under one heading. Each item in `single` has a row of its own, and those in `rest` share one row. */
export interface ItemGroup extends Pick<PlanItem, 'kind' | 'conflict'> {
  readonly single: readonly PlanItem[];
  readonly rest: readonly PlanItem[];
}

/** The most rows that are shown. Tens of thousands would take seconds to show and are too many to read. */
const maxRows = 1_000;

/** The order of the groups. Replacements come before new files. */
const order: readonly Pick<PlanItem, 'kind' | 'conflict'>[] = [
  { kind: 'change' },
  { kind: 'headers' },
  { kind: 'add' },
  { kind: 'change', conflict: 'changed' },
  { kind: 'change', conflict: 'unknown' },
  { kind: 'add', conflict: 'deleted' },
  { kind: 'delete', conflict: 'changed' },
  { kind: 'delete', conflict: 'unknown' },
  { kind: 'delete' },
];

/** Returns the list that an item belongs to. Returns `undefined` for an unchanged item. */
export function listOf({ key, kind, conflict }: Pick<PlanItem, 'key' | 'kind' | 'conflict'>): ListName | undefined {
  if (kind === 'skip') return undefined;
  if (kind === 'delete') return 'deletes';
  if (conflict) return 'conflicts';
  return isSourceMap(key) ? 'maps' : 'files';
}

/** Groups the items of some lists by what happens to them. Empty groups are left out. */
export function groupItems(items: readonly PlanItem[], ...lists: readonly ListName[]): readonly ItemGroup[] {
  const groups = new Map(order.map((group) => [nameOf(group), { ...group, items: [] as PlanItem[] }]));
  for (const item of items) {
    const list = listOf(item);
    if (list && lists.includes(list)) groups.get(nameOf(item))?.items.push(item);
  }
  return [...groups.values()].flatMap(({ items: own, ...group }) =>
    own.length > 0 ? [{ ...group, single: own.slice(0, maxRows), rest: own.slice(maxRows) }] : [],
  );
}

function nameOf({ kind, conflict }: Pick<PlanItem, 'kind' | 'conflict'>): string {
  return `${kind} ${conflict ?? ''}`;
}

/** The totals of the selected items. */
interface PlanTotals {
  /** The number of files to send, and their total size in bytes. A file that only gets new headers counts as 0 bytes. */
  readonly files: number;
  readonly bytes: number;
  /** How many of the files replace the bytes of an object, are new, or only change headers. */
  readonly overwritten: number;
  readonly added: number;
  readonly headers: number;
  /** How many of the files replace objects that others changed, or restore objects that others deleted. */
  readonly conflicts: number;
  readonly deletes: number;
  readonly refresh: RefreshCost;
}

/** The quotas that remain today. A quota is absent if it is unknown. */
export interface QuotaLeft {
  readonly urls?: number;
  readonly directories?: number;
}

/** Computes the totals of the selected items, including their refresh. */
export function addUp(selected: readonly PlanItem[], places: RefreshPlaces, left: QuotaLeft): PlanTotals {
  const countOf = (kind: PlanItem['kind']) => selected.filter((item) => item.kind === kind).length;
  const countIn = (list: ListName) => selected.filter((item) => listOf(item) === list).length;
  const [deletes, sent] = [countIn('deletes'), selected.filter(({ kind }) => kind === 'add' || kind === 'change')];
  return {
    files: selected.length - deletes,
    bytes: sent.reduce((sum, { size }) => sum + size, 0),
    overwritten: countOf('change'),
    added: countOf('add'),
    headers: countOf('headers'),
    conflicts: countIn('conflicts'),
    deletes,
    refresh: chooseRefresh(selected, places, left),
  };
}

/** Returns the heading of a group of rows. */
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

/** Formats the totals of the selected rows, for the title. */
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

/** Formats the number of items of each kind. Replacements and deletions are counted separately from new files. */
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
