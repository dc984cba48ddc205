import type { BucketRef, ObjectAcl } from '../ports/oss.js';
import type { Listen } from '../signal.js';
import type { CompletionKind, Publication, PublishAct } from './publication.js';
import type { Entry, RequestContext, Stage } from './queueEntry.js';

/** The publishing data on disk, shared by the windows of this computer: entries, the object ledger, completions and notes. */
export interface PublishStore {
  /** Identifies this window. */
  readonly windowId: string;
  /** Reads synchronously; each query sees one state. Throws `storeRefused` if the disk or another window prevents it. */
  read<T>(work: (tx: StoreReader) => T): T;
  /**
   * Resolves once the changes of `work` are committed. If it throws, nothing is. It may run more than once, so it must
   * not change anything else. With `durable` they survive a power failure. Rejects with `storeRefused`.
   */
  write<T>(work: (tx: StoreWriter) => T, options?: WriteOptions): Promise<T>;
  /** Fires after another window has written. */
  readonly onDidChange: Listen<void>;
  /** Fires after a new database has replaced a damaged or lost one: this window must write its requests again. */
  readonly onDidReplace: Listen<void>;
  /**
   * Imports requests that windows of an older version set aside. `take` writes each once, in the transaction that
   * records it as imported.
   */
  takeAside(take: (tx: StoreWriter, request: SetAsideRequest) => void): Promise<void>;
}

/** A publish request that a window could not write because a newer version of this extension has changed the store. */
export interface SetAsideRequest extends RequestContext {
  readonly accountId: string;
  readonly publications: readonly Publication[];
}

/** How a write is committed. */
export interface WriteOptions {
  readonly durable?: boolean;
}

/** Opens the store at its first use. Rejects with `storeRefused`, `storeMissing` or `storeNewer`; a later call tries again. */
export interface StorePort {
  /** The store once it is open. */
  readonly opened: PublishStore | undefined;
  open(): Promise<PublishStore>;
  /** Fires like that of the open store, also if opening finds it damaged or lost. */
  readonly onDidReplace: Listen<void>;
  /** Stores a request beside the store, for a window of the newer version. Durable when it resolves. */
  setAside(request: SetAsideRequest): Promise<void>;
  /** Returns whether an earlier window has left anything. Does not open the store. */
  hasData(): Promise<boolean>;
}

/** Reads one state of the store. */
export interface StoreReader {
  readonly entries: EntryReader;
  readonly ledger: LedgerReader;
  readonly workers: Pick<WorkerTable, 'list'>;
  readonly completions: Pick<CompletionTable, 'list'>;
  /** A named text; `undefined` if there is none. */
  note(name: string): string | undefined;
}

/** Reads and changes in one transaction. */
export interface StoreWriter extends StoreReader {
  readonly entries: EntryWriter;
  readonly ledger: LedgerWriter;
  readonly workers: WorkerTable;
  readonly completions: CompletionTable;
  setNote(name: string, text: string): void;
}

/** A query for entries. All given fields must match. */
export interface EntryQuery {
  readonly accountId: string;
  readonly stages?: readonly Stage[];
  readonly acts?: readonly PublishAct[];
  readonly turn?: number;
  readonly batch?: string;
  /** Entries of these workspace folders, absolute paths; with `withUrls` also requests for URLs, which belong to none. */
  readonly workspaceRoots?: readonly string[];
  readonly withUrls?: boolean;
  /** Entries outside these places, by the numbers of a tally. */
  readonly exceptPlaces?: readonly number[];
  readonly waitsForQuota?: boolean;
  /** Entries with a retry until then, ms since the epoch, or without one. */
  readonly dueBy?: number;
  /** Entries with a retry from then on, ms since the epoch. */
  readonly dueFrom?: number;
  /** Unclaimed entries. */
  readonly unclaimed?: boolean;
  /** The most entries: those due first, then those requested first. */
  readonly limit?: number;
}

/** The number of entries of a workspace folder and a batch at a stage. */
export interface Tally {
  /** Identifies what these entries share: account, folder, bucket, batch, turn and rules. */
  readonly place: number;
  readonly workspaceRoot: string;
  /** The mapped folder on disk, absolute; empty for URLs. */
  readonly root: string;
  readonly isUrl: boolean;
  readonly batch?: string;
  /** A directory refresh covers them. */
  readonly hasVia: boolean;
  readonly act: PublishAct;
  /** The result of `turnOf`. */
  readonly turn: number;
  readonly stage: Stage;
  readonly waitsForQuota: boolean;
  readonly count: number;
  /** The total size of their files in bytes, as far as known. */
  readonly bytes: number;
}

/** The owner part of an entry. */
export interface EntryPeek {
  readonly version: number;
  readonly stage: Stage;
  /** The window with the claim. */
  readonly worker: string | undefined;
}

/** Finds entries by indexed queries. */
export interface EntryReader {
  get(accountId: string, id: string): Entry | undefined;
  /** The existing entries of these ids, by id. */
  getAll(accountId: string, ids: readonly string[]): ReadonlyMap<string, Entry>;
  peek(accountId: string, id: string): EntryPeek | undefined;
  /** Finds the numbers (`seq`) of entries, in the order of their first requests. */
  find(query: EntryQuery): readonly number[];
  /** The existing entries of these numbers, in the order of `find`. */
  read(seqs: readonly number[]): readonly Entry[];
  /** The entries of a query. */
  list(query: EntryQuery): readonly Entry[];
  has(query: EntryQuery): boolean;
  /** The earliest retry after this time among unclaimed entries of these stages, ms since the epoch. */
  nextDue(accountId: string, stages: readonly Stage[], after: number): number | undefined;
  tally(accountId: string): readonly Tally[];
  /** The keys of uploads in this bucket under a prefix, at any stage but `held`. */
  listKeys(accountId: string, bucket: BucketRef, prefix: string): readonly string[];
}

/** Changes entries, identified by account and id. */
export interface EntryWriter extends EntryReader {
  /** Inserts the entry, or replaces the one with its account and id, which keeps its `seq`. */
  put(entry: Entry): void;
  /**
   * Writes entries of one account, each id once, as read by `getAll` in this transaction. Entries without `seq` are new
   * and get one in this order.
   */
  putAll(entries: readonly Entry[]): void;
  remove(accountId: string, id: string): void;
  /** Reserves `count` consecutive numbers (default 1), greater than all before; returns the first. */
  nextVersion(count?: number): number;
  /** Claims entries for a window; `sending` while a request to OSS may be running for them. */
  claim(seqs: readonly number[], worker: string, sending: boolean): void;
  /** Makes another window the requester, which is notified of the outcome. */
  adopt(seqs: readonly number[], requester: string): void;
  /** Releases claims of a window, up to a limit; returns their number. */
  release(worker: string, limit: number): number;
  /** Removes every entry of every account. */
  clear(): void;
}

/** The records of objects. */
export interface LedgerReader {
  /**
   * The start of a bucket's recording, ms since the epoch by the clock of OSS; 0 if unknown or records were lost,
   * `undefined` before the first. An object changed later without a record was changed by another author.
   */
  since(bucket: BucketRef): number | undefined;
  get(bucket: BucketRef, key: string): LedgerRecord | undefined;
  /**
   * Lists records under a prefix in key order (by UTF-8, as OSS lists): after the key `after`, up to and including the
   * key `upTo`, both with this prefix.
   */
  list(
    bucket: BucketRef,
    prefix: string,
    page: { readonly after?: string; readonly upTo?: string; readonly limit: number },
  ): readonly LedgerRow[];
}

/** The last known state of an object, and of the file that equalled it. */
export interface LedgerRecord {
  readonly etag: string;
  readonly size: number;
  /** The MD5 of the content, upper case; equal to the ETag unless it is a multipart object. */
  readonly md5: string;
  /** The last change of the file with this content, ms since the epoch; 0 if unknown. */
  readonly mtimeMs: number;
  /** The headers by the rules, from `rulesText`. */
  readonly rules: string;
  readonly acl: ObjectAcl | 'unknown';
  /** When the ACL was read or set, ms since the epoch; absent if long ago. */
  readonly aclSeenAt?: number;
  /** When the bucket was last asked, ms since the epoch. The answer may be later. */
  readonly seenAt: number;
}

/** A record and its key. */
export interface LedgerRow {
  readonly key: string;
  readonly record: LedgerRecord;
}

/** Changes the records of objects. */
export interface LedgerWriter extends LedgerReader {
  /**
   * Records that objects of a bucket are published. The first call sets the start of recording: `since`, when the user
   * agreed by the clock of OSS, or unknown without it. `now`, by our own clock, ms since the epoch, is for `prune` only.
   */
  begin(bucket: BucketRef, now: number, since?: number): void;
  /** Records that objects without a record were published: the start of recording becomes unknown. */
  doubt(bucket: BucketRef, now: number): void;
  /** Removes the objects of buckets unused since then, ms since the epoch. The start of their recording stays. */
  prune(before: number): void;
  /** `undefined` if the bucket has no object for the key. */
  set(bucket: BucketRef, key: string, record: LedgerRecord | undefined): void;
  /** Removes everything; the ledger then counts as lost. */
  clear(): void;
}

/** A window with claims, which hold until then (ms since the epoch) or until its process ends. */
export interface Worker {
  readonly name: string;
  readonly until: number;
  readonly hasEnded: boolean;
}

/** The table of windows that hold claims. */
export interface WorkerTable {
  list(): readonly Worker[];
  /** Registers this window or extends its claims. */
  extend(until: number): void;
  remove(name: string): void;
}

/** The end of a publish request, for the window that made it. */
export interface Completion {
  readonly publication: Publication;
  readonly as: CompletionKind;
  /** The version of the ended entry. */
  readonly version: number;
  /** Its time, ms since the epoch. */
  readonly at: number;
}

/** A completion stored for another window. */
export interface StoredCompletion extends Completion {
  readonly seq: number;
}

/** Completions for the window that made the request. */
export interface CompletionTable {
  /** The first ones of a requester. */
  list(requester: string, limit: number): readonly StoredCompletion[];
  add(requester: string, completion: Completion): void;
  /** Removes those of a requester up to and including this `seq`. */
  remove(requester: string, upTo: number): void;
  /** Removes those from before this time, ms since the epoch. */
  prune(before: number): void;
}
