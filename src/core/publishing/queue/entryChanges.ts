import type { BucketRef } from '../../ports/oss.js';
import type { StoreReader, StoreWriter } from '../publishStore.js';
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

/** What becomes of an entry, with a new version should it need one; `undefined` removes it. */
export type Change = (entry: Entry, version: number) => Entry | undefined;

/** An entry that was changed, as it was and as it is. */
export interface EntryChange {
  readonly before: Entry;
  readonly after: Entry | undefined;
}

/** Changes entries in a transaction; answers those that are no longer what they were. */
export function changeIn(tx: StoreWriter, entries: readonly Entry[], work: Change): readonly EntryChange[] {
  return entries.flatMap((before) => {
    const after = work(before, tx.entries.nextVersion());
    if (after === before) return [];
    replace(tx, before, after);
    return [{ before, after }];
  });
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

/** Those of these entries that are still the given version. */
export function findVersions({ entries }: StoreReader, versions: readonly EntryVersion[]): readonly Entry[] {
  const wanted = new Map(versions.map(({ seq, version }) => [seq, version]));
  return entries.read([...wanted.keys()]).filter(({ seq = 0, version }) => wanted.get(seq) === version);
}

/** The buckets that entries are for, each once. */
export function bucketsOf(entries: readonly Entry[]): Iterable<BucketRef> {
  return new Map(entries.map(({ publication: { bucket } }) => [`${bucket.region}/${bucket.name}`, bucket])).values();
}
