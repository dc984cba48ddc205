import type { StoreWriter } from '../publishStore.js';
import type { Entry } from '../queueEntry.js';

/** Entries of one transaction: it holds the extension host for a few milliseconds. */
export const rowsAtOnce = 250;

/** Has work done with so many items at a time; the last time is told, since what is durable then makes all of it durable. */
export async function inPages<Item>(
  items: readonly Item[],
  work: (page: readonly Item[], isLast: boolean) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += rowsAtOnce)
    await work(items.slice(start, start + rowsAtOnce), start + rowsAtOnce >= items.length);
}

/** Puts an entry in the place of another, or nothing. */
export function replace(tx: StoreWriter, before: Entry, after: Entry | undefined): void {
  if (after) tx.entries.put(after);
  else tx.entries.remove(before.publication.accountId, before.publication.id);
}

/** Names an entry as it was at a time. */
export type EntryVersion = Pick<Entry, 'version'> & { readonly seq: number };

/** Names the present version of an entry. */
export function versionOf({ seq = 0, version }: Entry): EntryVersion {
  return { seq, version };
}
