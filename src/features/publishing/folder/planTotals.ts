import type { PlanItem } from '../../../core/publishing/folder/comparePlan.js';
import { chooseRefresh, type RefreshCost, type RefreshPlaces } from '../../../core/publishing/folder/refreshCost.js';
import { type ListName, listOf } from './planGroups.js';

/** What the selected items come to. */
export interface PlanTotals {
  /** Files to send, and how many bytes of them travel: new headers alone take none. */
  readonly files: number;
  readonly bytes: number;
  /** How many of the files replace what was changed outside this extension, or bring back what was deleted. */
  readonly conflicts: number;
  readonly deletes: number;
  readonly refresh: RefreshCost;
}

/** What is left of the day's quota; absent where nobody says. */
export interface QuotaLeft {
  readonly urls?: number;
  readonly directories?: number;
}

/** Adds up the selected items, to be refreshed at these places. */
export function addUp(selected: readonly PlanItem[], places: RefreshPlaces, left: QuotaLeft): PlanTotals {
  const countIn = (list: ListName) => selected.filter((item) => listOf(item) === list).length;
  const [deletes, sent] = [countIn('deletes'), selected.filter(({ kind }) => kind === 'add' || kind === 'change')];
  return {
    files: selected.length - deletes,
    bytes: sent.reduce((sum, { size }) => sum + size, 0),
    conflicts: countIn('conflicts'),
    deletes,
    refresh: chooseRefresh(selected, places, left),
  };
}
