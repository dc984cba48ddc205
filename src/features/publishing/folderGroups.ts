import type { PlanItem } from '../../core/publishing/plan.js';
import { chooseRefresh, type RefreshCost, type RefreshPlaces } from '../../core/publishing/refreshCost.js';

/** What a person may tick, in the order in which it is shown. */
export const shownKinds = ['add', 'change', 'headers', 'delete'] as const;
export type ShownKind = (typeof shownKinds)[number];

/** Items of one kind: each of `single` has a row, those of `rest` have one together. */
export interface ItemGroup {
  readonly kind: ShownKind;
  readonly single: readonly PlanItem[];
  readonly rest: readonly PlanItem[];
}

/** Nobody reads more rows than this, and a list of tens of thousands takes seconds to show. */
const mostRows = 1_000;

/** The items of a plan by kind; kinds without items are left out, as is what stays as it is. */
export function groupItems(items: readonly PlanItem[]): readonly ItemGroup[] {
  return shownKinds.flatMap((kind): readonly ItemGroup[] => {
    const own = items.filter((item) => item.kind === kind);
    return own.length > 0 ? [{ kind, single: own.slice(0, mostRows), rest: own.slice(mostRows) }] : [];
  });
}

/** What the ticked items come to. */
export interface PlanTotals {
  /** Files to send, and how many bytes of them travel: new headers alone take none. */
  readonly files: number;
  readonly bytes: number;
  readonly deletes: number;
  readonly refresh: RefreshCost;
}

/** What is left of the day's quota; absent where nobody says. */
export interface QuotaLeft {
  readonly urls?: number;
  readonly directories?: number;
}

/** Adds up the ticked items, to be refreshed at these places. */
export function addUp(ticked: readonly PlanItem[], places: RefreshPlaces, left: QuotaLeft): PlanTotals {
  const deletes = ticked.filter(({ kind }) => kind === 'delete').length;
  const sent = ticked.filter(({ kind }) => kind === 'add' || kind === 'change');
  return {
    files: ticked.length - deletes,
    bytes: sent.reduce((sum, { size }) => sum + size, 0),
    deletes,
    refresh: chooseRefresh(ticked, places, left),
  };
}
