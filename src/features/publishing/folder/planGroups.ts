import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import { chooseRefresh, type RefreshCost, type RefreshPlaces } from '../../../core/publishing/folder/refreshCost.js';
import { isSourceMap } from '../../../core/publishing/mapping/sourceMaps.js';

/** The lists of a plan: what is selected from the start, and what is only sent once the user has selected it. */
export const listNames = ['files', 'maps', 'conflicts', 'deletes'] as const;
export type ListName = (typeof listNames)[number];

/** Items that share a heading: each of `single` has a row, those of `rest` have one together. */
export interface ItemGroup extends Pick<PlanItem, 'kind' | 'conflict'> {
  readonly single: readonly PlanItem[];
  readonly rest: readonly PlanItem[];
}

/** A list of tens of thousands of rows takes seconds to show, and is too long to read. */
const maxRows = 1_000;

/** In which order groups are shown: what replaces something is in sight above what is new. */
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

/** Which list shows an item; none what stays as it is. */
export function listOf({ key, kind, conflict }: Pick<PlanItem, 'key' | 'kind' | 'conflict'>): ListName | undefined {
  if (kind === 'skip') return undefined;
  if (kind === 'delete') return 'deletes';
  if (conflict) return 'conflicts';
  return isSourceMap(key) ? 'maps' : 'files';
}

/** The items of some lists by what happens to them; groups without items are left out. */
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

/** What the selected items come to. */
export interface PlanTotals {
  /** Files to send, and how many bytes of them travel: new headers alone take none. */
  readonly files: number;
  readonly bytes: number;
  /** How many of the files replace the bytes of an object, are new, or give an object other headers. */
  readonly overwritten: number;
  readonly added: number;
  readonly headers: number;
  /** How many of the files replace what was changed outside this extension, or bring back what was deleted. */
  readonly conflicts: number;
  readonly deletes: number;
  readonly refresh: RefreshCost;
}

/** What is left of the day's quota; absent where it is unknown. */
export interface QuotaLeft {
  readonly urls?: number;
  readonly directories?: number;
}

/** Adds up the selected items, to be refreshed at these places. */
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
