import type { BucketRef } from '../../ports/oss.js';
import type { StoreWriter } from '../publishStore.js';
import type { Entry } from '../queueEntry.js';

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
export interface EntryVersion {
  readonly id: string;
  readonly version: number;
}

/** Names the present version of an entry. */
export function versionOf({ publication: { id }, version }: Entry): EntryVersion {
  return { id, version };
}

/** Those of these entries that are still the given version. */
export function findVersions(tx: StoreWriter, accountId: string, versions: readonly EntryVersion[]): readonly Entry[] {
  return versions.flatMap(({ id, version }) => {
    const entry = tx.entries.get(accountId, id);
    return entry?.version === version ? [entry] : [];
  });
}

/** The buckets that entries are for, each once. */
export function bucketsOf(entries: readonly Entry[]): Iterable<BucketRef> {
  return new Map(entries.map(({ publication: { bucket } }) => [`${bucket.region}/${bucket.name}`, bucket])).values();
}
