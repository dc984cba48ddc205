import type { StoreWriter } from '../publishStore.js';
import type { Entry } from '../queueEntry.js';

/** Entries per transaction, which blocks the extension host for a few milliseconds. */
export const rowsAtOnce = 250;

/** Processes items in pages and marks the last one: a durable write makes the previous ones durable. */
export async function inPages<Item>(
  items: readonly Item[],
  work: (page: readonly Item[], isLast: boolean) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += rowsAtOnce)
    await work(items.slice(start, start + rowsAtOnce), start + rowsAtOnce >= items.length);
}

/** Replaces an entry, or removes it. */
export function replace(tx: StoreWriter, before: Entry, after: Entry | undefined): void {
  if (after) tx.entries.put(after);
  else tx.entries.remove(before.publication.accountId, before.publication.id);
}

/** Identifies a version of an entry. */
export type EntryVersion = Pick<Entry, 'version'> & { readonly seq: number };

/** The current version of an entry. */
export function versionOf({ seq = 0, version }: Entry): EntryVersion {
  return { seq, version };
}
