import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import { chooseRefresh, type RefreshCost, type RefreshPlaces } from '../../../core/publishing/folder/refreshCost.js';
import { isSourceMap } from '../../../core/publishing/mapping/sourceMaps.js';

/** The lists of a plan: items that are selected by default, and items that are sent only if the user selects them. */
export const listNames = ['files', 'maps', 'conflicts', 'deletes'] as const;
export type ListName = (typeof listNames)[number];

/** Items under a heading: each of `single` has a row, those of `rest` share one. */
export interface ItemGroup extends Pick<PlanItem, 'kind' | 'conflict'> {
  readonly single: readonly PlanItem[];
  readonly rest: readonly PlanItem[];
}

/** The most rows: tens of thousands take seconds to show and are too long to read. */
const maxRows = 1_000;

/** The order of groups: replacements above new files. */
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

/** The list of an item; `undefined` if it is unchanged. */
export function listOf({ key, kind, conflict }: Pick<PlanItem, 'key' | 'kind' | 'conflict'>): ListName | undefined {
  if (kind === 'skip') return undefined;
  if (kind === 'delete') return 'deletes';
  if (conflict) return 'conflicts';
  return isSourceMap(key) ? 'maps' : 'files';
}

/** Groups the items of some lists by what happens to them, without empty groups. */
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
export interface PlanTotals {
  /** The number of files to send, and their bytes; new headers have none. */
  readonly files: number;
  readonly bytes: number;
  /** The number of files that replace an object's bytes, are new, or only change headers. */
  readonly overwritten: number;
  readonly added: number;
  readonly headers: number;
  /** The number of files that replace external changes, or restore deleted objects. */
  readonly conflicts: number;
  readonly deletes: number;
  readonly refresh: RefreshCost;
}

/** The remaining quota of the day; absent if unknown. */
export interface QuotaLeft {
  readonly urls?: number;
  readonly directories?: number;
}

/** Totals the selected items with their refresh. */
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
