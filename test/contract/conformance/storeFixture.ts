import { type Publication, publicationId } from '../../../src/core/publishing/publication.js';
import type { LedgerRecord, PublishStore, SetAsideRequest } from '../../../src/core/publishing/publishStore.js';
import type { Claim, Entry } from '../../../src/core/publishing/queueEntry.js';
import { type EntryFields, entryFor } from '../../support/entries.js';
import type { OtherWindow } from './storeWindow.js';

/** Two windows that share a store, one of them perhaps in another process. */
export interface PublishStoreFixture {
  readonly first: PublishStore;
  readonly second: OtherWindow;
  /** Sets a request aside as a window does that may not write to the store. */
  setAside(request: SetAsideRequest): Promise<void>;
  /** Ends the second window as a crash does. */
  endSecond(): Promise<void>;
  stop(): Promise<void>;
}

export const bucket = { name: 'site', region: 'cn-hangzhou' };

/** An upload that waits, of an object with this key. */
export function entryOf(key: string, more: EntryFields = {}, of: Partial<Publication> = {}): Entry {
  const place = { accountId: '1', workspaceRoot: '/w', root: '/w/dist', domains: ['img.example.com'], bucket, ...of };
  const id = publicationId(place.bucket, key);
  const publication = { id, path: `/w/dist/${key}`, label: `dist/${key}`, key, ...place };
  return entryFor(publication, { at: 5, ...more });
}

/** The claim of a window that sends nothing. */
export function claimOf(worker: string): Claim {
  return { worker, sending: false };
}

/** What is known of an object. */
export function recordOf(etag: string, more: Partial<LedgerRecord> = {}): LedgerRecord {
  return { etag, size: 3, md5: etag, mtimeMs: 1.5, rules: '', acl: 'private', seenAt: 7, ...more };
}

/** An entry as its port shows it: a store may keep notes of its own in what it answers. */
export const plain = <T>(entries: T): T => structuredClone(entries);

/** Puts entries of one account all at once, each id once, as the queue does; answers how many were there. */
export function putAtOnce(store: PublishStore, accountId: string, entries: readonly Entry[]): Promise<number> {
  return store.write((tx) => {
    const ids = entries.map(({ publication }) => publication.id);
    const present = tx.entries.getAll(accountId, ids);
    const numbered = entries.map((entry) => {
      const { seq } = present.get(entry.publication.id) ?? {};
      return seq === undefined ? entry : { ...entry, seq };
    });
    tx.entries.putAll(numbered);
    return present.size;
  });
}

/** Puts entries in one transaction. */
export function putAll(store: PublishStore, entries: readonly Entry[]): Promise<void> {
  return store.write((tx) => {
    for (const entry of entries) tx.entries.put(entry);
  });
}
