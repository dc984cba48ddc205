import type { BucketRef, ObjectAcl } from '../ports/oss.js';
import type { Listen } from '../signal.js';
import type { CompletionKind, Publication, PublishAct } from './publication.js';
import type { Entry, RequestContext, Stage } from './queueEntry.js';

/** What publishing keeps on disk, shared by the windows of this computer: entries, the object ledger, completions and notes. */
export interface PublishStore {
  /** Names this window among those that share the store. */
  readonly windowId: string;
  /** Reads at once; each query sees one state. Throws `storeRefused` when the disk or another window is in the way. */
  read<T>(work: (tx: StoreReader) => T): T;
  /**
   * Resolves once what `work` changed is committed: all of it or, when it throws, nothing. It may run more than once, so it
   * changes nothing else. With `durable` a power failure does not lose it either. Rejects with `storeRefused`.
   */
  write<T>(work: (tx: StoreWriter) => T, options?: WriteOptions): Promise<T>;
  /** Fires after another window has written. */
  readonly onDidChange: Listen<void>;
  /** Fires after a new database has taken the place of one that was damaged or lost: what this window requested must be written again. */
  readonly onDidReplace: Listen<void>;
  /** Has `take` write what windows of an older version have set aside, each request once, in the transaction that notes it as taken. */
  takeAside(take: (tx: StoreWriter, request: SetAsideRequest) => void): Promise<void>;
}

/** A publish request that a window could not write, since a newer version of this extension has changed the store. */
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
  /** The same as of the open store, also when opening finds it damaged or lost. */
  readonly onDidReplace: Listen<void>;
  /** Keeps a request beside the store, for a window of the newer version that has changed it; on disk for sure when it resolves. */
  setAside(request: SetAsideRequest): Promise<void>;
  /** Whether an earlier window has left anything; opens nothing. */
  hasData(): Promise<boolean>;
}

/** Reads within one state of the store. */
export interface StoreReader {
  readonly entries: EntryReader;
  readonly ledger: LedgerReader;
  readonly workers: Pick<WorkerTable, 'list'>;
  readonly completions: Pick<CompletionTable, 'list'>;
  /** A named text; `undefined` when there is none. */
  note(name: string): string | undefined;
}

/** Reads and changes within one transaction. */
export interface StoreWriter extends StoreReader {
  readonly entries: EntryWriter;
  readonly ledger: LedgerWriter;
  readonly workers: WorkerTable;
  readonly completions: CompletionTable;
  setNote(name: string, text: string): void;
}

/** Which entries are meant: every field that is given must fit. */
export interface EntryQuery {
  readonly accountId: string;
  readonly stages?: readonly Stage[];
  readonly acts?: readonly PublishAct[];
  readonly turn?: number;
  readonly batch?: string;
  /** Those of these workspace folders, absolute paths; with `withUrls` also requests for URLs, which belong to none. */
  readonly workspaceRoots?: readonly string[];
  readonly withUrls?: boolean;
  /** Those of other places, by the numbers that a tally gives. */
  readonly exceptPlaces?: readonly number[];
  readonly waitsForQuota?: boolean;
  /** Those with a retry until then, ms since the epoch, or without one. */
  readonly dueBy?: number;
  /** Those with a retry from then on, ms since the epoch. */
  readonly dueFrom?: number;
  /** Those that no window works on. */
  readonly unclaimed?: boolean;
  /** At most so many: those that are due first, of these those that were requested first. */
  readonly limit?: number;
}

/** How many entries of a workspace folder and a batch are at a stage. */
export interface Tally {
  /** Numbers what these entries share: account, folder, bucket, batch, turn and rules. */
  readonly place: number;
  readonly workspaceRoot: string;
  /** The mapped folder on disk, absolute; empty for URLs. */
  readonly root: string;
  readonly isUrl: boolean;
  readonly batch?: string;
  /** A directory refresh covers them. */
  readonly hasVia: boolean;
  readonly act: PublishAct;
  /** As `turnOf` says. */
  readonly turn: number;
  readonly stage: Stage;
  readonly waitsForQuota: boolean;
  readonly count: number;
  /** Bytes of their files as far as known. */
  readonly bytes: number;
}

/** The part of an entry that says whose it is. */
export interface EntryPeek {
  readonly version: number;
  readonly stage: Stage;
  /** The window that works on it. */
  readonly worker: string | undefined;
}

/** Finds entries by indexed queries. */
export interface EntryReader {
  get(accountId: string, id: string): Entry | undefined;
  /** Those of these ids that are there, by id. */
  getAll(accountId: string, ids: readonly string[]): ReadonlyMap<string, Entry>;
  peek(accountId: string, id: string): EntryPeek | undefined;
  /** Their numbers (`seq`), in the order in which they were first requested. */
  find(query: EntryQuery): readonly number[];
  /** Those of these numbers that are still there, in the order of `find`. */
  read(seqs: readonly number[]): readonly Entry[];
  /** Those that `find` finds. */
  list(query: EntryQuery): readonly Entry[];
  has(query: EntryQuery): boolean;
  /** The earliest retry after this time among entries of these stages that no window works on, ms since the epoch. */
  nextDue(accountId: string, stages: readonly Stage[], after: number): number | undefined;
  tally(accountId: string): readonly Tally[];
  /** Keys in this bucket under a prefix of entries that are uploads, whatever their stage but `held`. */
  listKeys(accountId: string, bucket: BucketRef, prefix: string): readonly string[];
}

/** Changes entries; each is named by its account and id. */
export interface EntryWriter extends EntryReader {
  /** Inserts the entry, or replaces the one of the same account and id, which keeps its `seq`. */
  put(entry: Entry): void;
  /** The same for entries of one account, each id once, as `getAll` has found them in this transaction: those without `seq` are new, and get it in this order. */
  putAll(entries: readonly Entry[]): void;
  remove(accountId: string, id: string): void;
  /** The first of `count` numbers in a row, 1 when left out, each greater than all that were given before. */
  nextVersion(count?: number): number;
  /** Notes that a window works on entries; `sending` while a request to OSS may be under way for them. */
  claim(seqs: readonly number[], worker: string, sending: boolean): void;
  /** Makes another window the requester, which is notified how the entries end. */
  adopt(seqs: readonly number[], requester: string): void;
  /** Takes claims of a window off, at most so many; answers how many. */
  release(worker: string, limit: number): number;
  /** Forgets every entry of every account. */
  clear(): void;
}

/** What is known of objects. */
export interface LedgerReader {
  /**
   * Since when the objects of a bucket are recorded, ms since the epoch by the clock of OSS; 0 where that is unknown or records were
   * lost, `undefined` before the first. An object that was changed later and has no record was changed by another author.
   */
  since(bucket: BucketRef): number | undefined;
  get(bucket: BucketRef, key: string): LedgerRecord | undefined;
  /** Records under a prefix in the order of keys (by their UTF-8, as OSS lists them), page by page: those behind the key `after`, and up to and with the key `upTo`, both of this prefix. */
  list(
    bucket: BucketRef,
    prefix: string,
    page: { readonly after?: string; readonly upTo?: string; readonly limit: number },
  ): readonly LedgerRow[];
}

/** What we last knew of an object, and of the file that was equal to it. */
export interface LedgerRecord {
  readonly etag: string;
  readonly size: number;
  /** The MD5 of the content, upper case; equal to the ETag unless the object came in parts. */
  readonly md5: string;
  /** When the file with this content was last changed, ms since the epoch; 0 when unknown. */
  readonly mtimeMs: number;
  /** The headers that the rules asked for, as `rulesText` writes them. */
  readonly rules: string;
  readonly acl: ObjectAcl | 'unknown';
  /** When the ACL was asked for or set, ms since the epoch; absent when long ago. */
  readonly aclSeenAt?: number;
  /** When the bucket was last asked, ms since the epoch; its answer may have come later. */
  readonly seenAt: number;
}

/** A record and its key. */
export interface LedgerRow {
  readonly key: string;
  readonly record: LedgerRecord;
}

/** Changes what is known of objects. */
export interface LedgerWriter extends LedgerReader {
  /**
   * Notes that objects of a bucket are published. They are recorded since the first time: `since` when the user agreed to it by the
   * clock of OSS, and since an unknown time without that. `now` is by our own clock, ms since the epoch, and counts for `prune` alone.
   */
  begin(bucket: BucketRef, now: number, since?: number): void;
  /** Notes that objects of a bucket were published which have no record here: from now on since when is unknown. */
  doubt(bucket: BucketRef, now: number): void;
  /** Forgets the objects of buckets that were not used since then, ms since the epoch; since when they are recorded stays. */
  prune(before: number): void;
  /** `undefined` when the bucket has nothing under the key. */
  set(bucket: BucketRef, key: string, record: LedgerRecord | undefined): void;
  /** Forgets everything; from then on the ledger counts as lost. */
  clear(): void;
}

/** A window that works on entries; its claims hold until then (ms since the epoch), or until its process has ended. */
export interface Worker {
  readonly name: string;
  readonly until: number;
  readonly hasEnded: boolean;
}

/** The windows that hold claims. */
export interface WorkerTable {
  list(): readonly Worker[];
  /** Enters this window or extends its claims. */
  extend(until: number): void;
  remove(name: string): void;
}

/** How a publish request ended, for the window that made it. */
export interface Completion {
  readonly publication: Publication;
  readonly as: CompletionKind;
  /** The version of the entry that ended. */
  readonly version: number;
  /** When, ms since the epoch. */
  readonly at: number;
}

/** A completion as it is kept for another window. */
export interface StoredCompletion extends Completion {
  readonly seq: number;
}

/** Completions that wait for the window that made the request. */
export interface CompletionTable {
  /** The first of a requester. */
  list(requester: string, limit: number): readonly StoredCompletion[];
  add(requester: string, completion: Completion): void;
  /** Removes those of a requester up to and including this `seq`. */
  remove(requester: string, upTo: number): void;
  /** Removes those from before this time, ms since the epoch. */
  prune(before: number): void;
}
