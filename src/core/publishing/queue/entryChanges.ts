import type { StoreWriter } from '../publishStore.js';
import type { Entry } from '../queueEntry.js';

/** The most entries in one transaction, which blocks the extension host for a few milliseconds. */
export const rowsAtOnce = 250;

/**
 * Processes items in pages, one after the other. `isLast` marks the last page, which alone has to be written durably, since this makes the previous pages
 * durable too.
 */
export async function inPages<Item>(
  items: readonly Item[],
  work: (page: readonly Item[], isLast: boolean) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += rowsAtOnce)
    await work(items.slice(start, start + rowsAtOnce), start + rowsAtOnce >= items.length);
}

/** Replaces an entry, or removes it if `after` is `undefined`. */
export function replace(tx: StoreWriter, before: Entry, after: Entry | undefined): void {
  if (after) tx.entries.put(after);
  else tx.entries.remove(before.publication.accountId, before.publication.id);
}

/** Identifies one version of a queue entry. */
export type EntryVersion = Pick<Entry, 'version'> & { readonly seq: number };

/** Returns the identity of the entry's current version. */
export function versionOf({ seq = 0, version }: Entry): EntryVersion {
  return { seq, version };
}
