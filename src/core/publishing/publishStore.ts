import type { BucketRef, ObjectAcl } from '../ports/oss.js';
import type { Listen } from '../signal.js';
import type { CompletionKind, Publication, PublishAct } from './publication.js';
import type { Entry, Stage, UserCommand } from './queueEntry.js';

/** The publishing data on disk, which all windows on this computer share: queue entries, the object ledger, completions and notes. */
export interface PublishStore {
  /** Identifies this window among those that use the store. */
  readonly windowId: string;
  /** Reads synchronously; each query sees one state. Throws `storeRefused` if the disk or another window prevents it. */
  read<T>(work: (tx: StoreReader) => T): T;
  /**
   * Runs `work` in a transaction. Resolves once it is committed; nothing is written if `work` throws. `work` may run more than once, so it must change
   * nothing else. With `durable` the data survive a power failure. Rejects with `storeRefused`.
   */
  write<T>(work: (tx: StoreWriter) => T, options?: WriteOptions): Promise<T>;
  /** Fires after another window has written to the store. */
  readonly onDidChange: Listen<void>;
  /** Fires after a new database has replaced a damaged or lost one. This window must then write its open requests again. */
  readonly onDidReplace: Listen<void>;
  /**
   * Imports the requests that windows of an older version have set aside. `take` writes each request once, in the same transaction that marks the request as
   * imported.
   */
  takeAside(take: (tx: StoreWriter, request: QueueRequest) => void): Promise<void>;
}

/** Publish requests of an account that a window makes at once, followed by user commands. */
export interface QueueRequest {
  readonly accountId: string;
  /** When the request ended, ms since the epoch. */
  readonly at: number;
  /** The publications wait for the user. */
  readonly held: boolean;
  readonly publications: readonly Publication[];
  readonly commands?: readonly UserCommand[];
}

/** How a write is committed. `durable` makes it survive a power failure. With `canWait`, it may wait some milliseconds for others to share their transaction. */
export interface WriteOptions {
  readonly durable?: boolean;
  readonly canWait?: boolean;
}

/** Opens the store when it is first needed. `open` rejects with `storeRefused`, `storeMissing` or `storeNewer`, and the next call tries again. */
export interface StorePort {
  /** The store, or `undefined` while it is not open. */
  readonly opened: PublishStore | undefined;
  open(): Promise<PublishStore>;
  /** Fires like the event of the open store, and also if the database turns out to be damaged or lost while it is opened. */
  readonly onDidReplace: Listen<void>;
  /**
   * Stores a request without commands beside the store, which a newer version of this extension has changed, for a window
   * of that version. Durable when it resolves.
   */
  setAside(request: QueueRequest): Promise<void>;
  /** Returns whether an earlier window has left anything. Does not open the store. */
  hasData(): Promise<boolean>;
}

/** Gives read access to the store within one query or transaction. */
export interface StoreReader {
  readonly entries: EntryReader;
  readonly ledger: LedgerReader;
  readonly workers: Pick<WorkerTable, 'list'>;
  readonly completions: Pick<CompletionTable, 'list'>;
  /** Returns the note with this name, or `undefined` if there is none. */
  note(name: string): string | undefined;
}

/** Gives read and write access to the store within one transaction. */
export interface StoreWriter extends StoreReader {
  readonly entries: EntryWriter;
  readonly ledger: LedgerWriter;
  readonly workers: WorkerTable;
  readonly completions: CompletionTable;
  setNote(name: string, text: string): void;
}

/** Selects queue entries. An entry must match all fields that are set. */
export interface EntryQuery {
  readonly accountId: string;
  readonly stages?: readonly Stage[];
  readonly acts?: readonly PublishAct[];
  readonly turn?: number;
  readonly batch?: string;
  /** Only entries of these workspace folders (absolute paths). With `withUrls` also requests for URLs, which belong to no folder. */
  readonly workspaceRoots?: readonly string[];
  readonly withUrls?: boolean;
  /** Only entries outside these places; see `Tally.place`. */
  readonly exceptPlaces?: readonly number[];
  readonly waitsForQuota?: boolean;
  /** Only entries without a scheduled retry, or with one at or before this time, ms since the epoch. */
  readonly dueBy?: number;
  /** Only entries with a scheduled retry at or after this time, ms since the epoch. */
  readonly dueFrom?: number;
  /** Only entries that no window has claimed. */
  readonly unclaimed?: boolean;
  /**
   * The most entries to return: those due first. Among equals each place has the same share, so that no folder waits until another one is done, and within a
   * place those requested first.
   */
  readonly limit?: number;
}

/** How many entries at one stage share the same place, without reading the entries. */
export interface Tally {
  /** The number of what these entries have in common: account, folder, bucket, batch, turn and rules. */
  readonly place: number;
  readonly workspaceRoot: string;
  /** The absolute path of the mapped folder on disk. Empty for URLs. */
  readonly root: string;
  readonly isUrl: boolean;
  readonly batch?: string;
  /** Whether the refresh of a directory covers these entries. */
  readonly hasVia: boolean;
  readonly act: PublishAct;
  /** When the entries are sent within their batch; see `turnOf`. */
  readonly turn: number;
  readonly stage: Stage;
  readonly waitsForQuota: boolean;
  readonly count: number;
  /** The total size of their files in bytes, as far as known. */
  readonly bytes: number;
}

/** Reads queue entries by indexed queries. */
export interface EntryReader {
  get(accountId: string, id: string): Entry | undefined;
  /** Returns those of the entries that exist, by id. */
  getAll(accountId: string, ids: readonly string[]): ReadonlyMap<string, Entry>;
  /** Finds the matching entries and returns their numbers (`seq`), in the order of their first requests. */
  find(query: EntryQuery): readonly number[];
  /** Returns those of the entries that exist, in the order of `find`. */
  read(seqs: readonly number[]): readonly Entry[];
  /** Returns the matching entries, in the order of `find`. */
  list(query: EntryQuery): readonly Entry[];
  has(query: EntryQuery): boolean;
  /** Returns the earliest retry later than `after` among the unclaimed entries at these stages, ms since the epoch. `undefined` if there is none. */
  nextDue(accountId: string, stages: readonly Stage[], after: number): number | undefined;
  tally(accountId: string): readonly Tally[];
  /** Returns the keys below a prefix of this bucket that have an upload in the queue, at any stage except `held`. */
  listKeys(accountId: string, bucket: BucketRef, prefix: string): readonly string[];
}

/** Changes queue entries. An entry is identified by its account and id. */
export interface EntryWriter extends EntryReader {
  /** Inserts an entry. If there is one with the same account and id, replaces it and keeps its `seq`. */
  put(entry: Entry): void;
  /** Writes entries of one account, each id once, that `getAll` has read in this transaction. Entries without `seq` are new and get theirs in this order. */
  putAll(entries: readonly Entry[]): void;
  remove(accountId: string, id: string): void;
  /** Reserves `count` consecutive version numbers (1 by default), greater than all before, and returns the first. */
  nextVersion(count?: number): number;
  /** Claims entries for a window. `sending` is whether a request to OSS may be running for them. */
  claim(seqs: readonly number[], worker: string, sending: boolean): void;
  /** Makes another window the requester of the entries, so that it is notified of their outcome. */
  adopt(seqs: readonly number[], requester: string): void;
  /** Releases up to `limit` claims of a window and returns how many were released. */
  release(worker: string, limit: number): number;
  /** Removes all entries of all accounts. */
  clear(): void;
}

/** Reads the object ledger: what is known about each object that was published from here. */
interface LedgerReader {
  get(bucket: BucketRef, key: string): LedgerRecord | undefined;
  /**
   * Lists records below a prefix in key order (by UTF-8 bytes, as OSS lists): from the key after `after` to `upTo` inclusive. Both keys must have this
   * prefix.
   */
  list(
    bucket: BucketRef,
    prefix: string,
    page: { readonly after?: string; readonly upTo?: string; readonly limit: number },
  ): readonly LedgerRow[];
}

/** The last known state of an object that was published from here, and of the file that had the same content. */
export interface LedgerRecord {
  readonly etag: string;
  readonly size: number;
  /** The MD5 of the content in upper case. Equal to the ETag, except for multipart objects. */
  readonly md5: string;
  /** When the file with this content was last changed, ms since the epoch; 0 if unknown. */
  readonly mtimeMs: number;
  /** The headers that the rules set, as text from `rulesText`. */
  readonly rules: string;
  readonly acl: ObjectAcl | 'unknown';
  /** When the ACL was read or set, ms since the epoch; absent if long ago. */
  readonly aclSeenAt?: number;
  /** When the bucket was last asked, ms since the epoch. The answer may be later. */
  readonly seenAt: number;
}

/** A ledger record and the key of its object. */
export interface LedgerRow {
  readonly key: string;
  readonly record: LedgerRecord;
}

/** Changes the object ledger. */
export interface LedgerWriter extends LedgerReader {
  /** Notes that objects are published to a bucket now, ms since the epoch, so that `prune` keeps its records. */
  use(bucket: BucketRef, now: number): void;
  /** Removes the records of buckets that were not used since `before`, ms since the epoch. */
  prune(before: number): void;
  /** Sets the record of an object, or removes it with `undefined` if the bucket has no object for the key. */
  set(bucket: BucketRef, key: string, record: LedgerRecord | undefined): void;
  /** Removes everything. */
  clear(): void;
}

/** A window that has claimed entries. Its claims end at `until` (ms since the epoch) or when its process ends. */
export interface Worker {
  readonly name: string;
  readonly until: number;
  readonly hasEnded: boolean;
}

/** Registers the windows that have claimed entries. */
export interface WorkerTable {
  list(): readonly Worker[];
  /** Registers this window, or extends its claims to this time (ms since the epoch). */
  extend(until: number): void;
  remove(name: string): void;
}

/** How a publish request ended. Sent to the window that made the request. */
export interface Completion {
  readonly publication: Publication;
  readonly as: CompletionKind;
  /** When the request ended, ms since the epoch. */
  readonly at: number;
}

/** Keeps completions for the windows that made the requests. */
export interface CompletionTable {
  /** Returns the oldest completions for a window, up to `limit`. */
  list(requester: string, limit: number): readonly (Completion & { readonly seq: number })[];
  add(requester: string, completion: Completion): void;
  /** Removes the completions for a window up to and including this `seq`. */
  remove(requester: string, upTo: number): void;
  /** Removes completions from before this time, ms since the epoch. */
  prune(before: number): void;
}
