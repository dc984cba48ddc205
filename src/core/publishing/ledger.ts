import type { ClockPort, DocumentStore } from '../ports/local.js';
import type { BucketRef, ObjectAcl } from '../ports/oss.js';

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
  /** When the ACL was read or set, ms since the epoch; absent when long ago. */
  readonly aclSeenAt?: number;
  /** When the bucket was last asked, ms since the epoch. */
  readonly seenAt: number;
}

/** A record as it stands in the document, since there may be many. */
type Line = readonly [string, number, string, number, string, LedgerRecord['acl'], number, number?];

const leaseMs = 10_000;
const leasePauseMs = 100;

/** One line for the headers that rules ask for, equal for equal ones. */
export function rulesText(headers: Readonly<Record<string, string>> = {}): string {
  const names = Object.keys(headers).sort();
  return names.map((name) => `${name}:${headers[name]}`).join('\n');
}

/** What is known of the objects of each bucket, kept on disk and shared by the windows. A lost record costs a HEAD, nothing else. */
export class Ledger {
  private readonly books = new Map<string, Book>();

  constructor(
    private readonly store: DocumentStore,
    private readonly clock: ClockPort,
  ) {}

  /** The book of a bucket, read when it is first opened. */
  async open(bucket: BucketRef): Promise<Book> {
    const id = `ledger-${bucket.region}-${bucket.name}`;
    const book = this.books.get(id) ?? new Book(this.store, this.clock, id);
    this.books.set(id, book);
    await book.load();
    return book;
  }

  /** Writes what has changed so far; answers whether the disk has all of that now. */
  async flush(signal: AbortSignal): Promise<boolean> {
    let whole = true;
    for (const book of this.books.values()) whole = (await book.flush(signal)) && whole;
    return whole;
  }

  /** Drops what was read, so that another window's writing is seen. */
  forget(): void {
    this.books.clear();
  }
}

/** The records of one bucket. */
export class Book {
  private records: Map<string, LedgerRecord> | undefined;
  private changes = new Map<string, LedgerRecord | undefined>();

  constructor(
    private readonly store: DocumentStore,
    private readonly clock: ClockPort,
    private readonly id: string,
  ) {}

  async load(): Promise<void> {
    this.records ??= parseRecords(await this.store.read(this.id));
  }

  get(key: string): LedgerRecord | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.records?.get(key);
  }

  /** Remembers what the bucket has under this key; `undefined` when it has nothing. */
  set(key: string, record: LedgerRecord | undefined): void {
    this.changes.set(key, record);
  }

  /** The keys below a prefix that are known to be in the bucket. */
  list(prefix: string): readonly string[] {
    const keys = new Set([...(this.records?.keys() ?? []), ...this.changes.keys()]);
    return [...keys].filter((key) => key.startsWith(prefix) && this.get(key) !== undefined);
  }

  /** Merges what has been set so far into the document; false while another window writes it. */
  async flush(signal: AbortSignal): Promise<boolean> {
    if (this.changes.size === 0) return true;
    if (!(await this.leaseSoon(signal))) return false;
    try {
      const changes = new Map(this.changes);
      const records = merge(parseRecords(await this.store.read(this.id)), changes);
      await this.store.write(this.id, JSON.stringify(Array.from(records, ([key, record]) => [key, toLine(record)])));
      this.records = records;
      // What was set meanwhile stays a change.
      for (const [key, record] of changes) if (this.changes.get(key) === record) this.changes.delete(key);
    } finally {
      await this.store.release(this.id);
    }
    return true;
  }

  private async leaseSoon(signal: AbortSignal): Promise<boolean> {
    for (let attempt = 1; attempt <= 10; attempt++) {
      if (await this.store.lease(this.id, leaseMs)) return true;
      await this.clock.sleep(leasePauseMs, signal);
    }
    return false;
  }
}

function merge(
  records: Map<string, LedgerRecord>,
  changes: ReadonlyMap<string, LedgerRecord | undefined>,
): Map<string, LedgerRecord> {
  for (const [key, record] of changes) {
    if (record) records.set(key, record);
    else records.delete(key);
  }
  return records;
}

function toLine({ etag, size, md5, mtimeMs, rules, acl, seenAt, aclSeenAt }: LedgerRecord): Line {
  const line = [etag, size, md5 === etag ? '' : md5, mtimeMs, rules, acl, seenAt] as const;
  return aclSeenAt === undefined ? line : [...line, aclSeenAt];
}

function toRecord([etag, size, md5, mtimeMs, rules, acl, seenAt, aclSeenAt]: Line): LedgerRecord {
  const record = { etag, size, md5: md5 || etag, mtimeMs, rules, acl, seenAt };
  return aclSeenAt === undefined ? record : { ...record, aclSeenAt };
}

/** Damage is no reason to stop: the bucket is asked instead. */
function parseRecords(text: string | undefined): Map<string, LedgerRecord> {
  const records = new Map<string, LedgerRecord>();
  try {
    const value: unknown = text === undefined ? [] : JSON.parse(text);
    for (const each of Array.isArray(value) ? value : []) if (isLine(each)) records.set(each[0], toRecord(each[1]));
  } catch {
    // Nothing is known then.
  }
  return records;
}

function isLine(value: unknown): value is [string, Line] {
  return (
    Array.isArray(value) && typeof value[0] === 'string' && Array.isArray(value[1]) && [7, 8].includes(value[1].length)
  );
}
