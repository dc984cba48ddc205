import type { BucketRef } from '../ports/oss.js';
import type { LedgerRecord, PublishStore, StorePort } from './publishStore.js';

export type { LedgerRecord };

/** Rows per query or transaction. */
const rowsAtOnce = 500;

/** Serializes rule headers, equal for equal headers. */
export function rulesText(headers: Readonly<Record<string, string>> = {}): string {
  const names = Object.keys(headers).sort();
  return names.map((name) => `${name}:${headers[name]}`).join('\n');
}

/** The records of the objects below a prefix, each read once. Changes are written together. */
export class LedgerPage {
  private readonly records = new Map<string, LedgerRecord>();
  private readonly changed = new Map<string, LedgerRecord>();
  private readTo: string | undefined;

  constructor(
    private readonly store: PublishStore,
    private readonly bucket: BucketRef,
    private readonly prefix: string,
  ) {}

  /** Reads further records up to this key, which grows from call to call, or the rest. Reading in pages blocks nothing. */
  read(upTo?: string): void {
    const range = upTo === undefined ? {} : { upTo };
    for (let isMore = true; isMore; ) {
      const after = this.readTo === undefined ? {} : { after: this.readTo };
      const query = { ...range, ...after, limit: rowsAtOnce };
      const rows = this.store.read(({ ledger }) => ledger.list(this.bucket, this.prefix, query));
      for (const { key, record } of rows) this.records.set(key, record);
      this.readTo = rows.at(-1)?.key ?? this.readTo;
      isMore = rows.length === rowsAtOnce;
    }
  }

  /** The start of the bucket's recording, ms since the epoch. */
  get since(): number | undefined {
    return this.store.read(({ ledger }) => ledger.since(this.bucket));
  }

  /** The keys of the records read so far. */
  keys(): Iterable<string> {
    return this.records.keys();
  }

  get(key: string): LedgerRecord | undefined {
    return this.changed.get(key) ?? this.records.get(key);
  }

  /** Sets the object of a key; on disk after `save`. */
  set(key: string, record: LedgerRecord): void {
    this.changed.set(key, record);
  }

  /** Resolves once the changes are on disk. */
  async save(): Promise<void> {
    await writeRecords(this.store, this.bucket, this.changed);
  }
}

/**
 * Removes the records of objects that the user deleted, so that a later upload does not take that for another author's
 * change. A record seen after `until` (ms since the epoch) is of a newer object and stays. Creates no store. Rejects as
 * the store does.
 */
export async function forgetObjects(
  port: StorePort,
  bucket: BucketRef,
  keys: readonly string[],
  until: number,
): Promise<void> {
  if (keys.length === 0 || (!port.opened && !(await port.hasData()))) return;
  const store = await port.open();
  for (let start = 0; start < keys.length; start += rowsAtOnce)
    await store.write(({ ledger }) => {
      for (const key of keys.slice(start, start + rowsAtOnce)) {
        const record = ledger.get(bucket, key);
        if (record && record.seenAt <= until) ledger.set(bucket, key, undefined);
      }
    });
}

/**
 * Records objects that the user uploaded by hand, so that publishing does not take them for another author's change, if
 * the bucket is recorded. Creates no store. Rejects as the store does.
 */
export async function recordObjects(
  port: StorePort,
  bucket: BucketRef,
  records: ReadonlyMap<string, LedgerRecord>,
): Promise<void> {
  if (records.size === 0 || (!port.opened && !(await port.hasData()))) return;
  const store = await port.open();
  if (store.read(({ ledger }) => ledger.since(bucket)) === undefined) return;
  await writeRecords(store, bucket, records);
}

async function writeRecords(
  store: PublishStore,
  bucket: BucketRef,
  records: ReadonlyMap<string, LedgerRecord>,
): Promise<void> {
  const rows = [...records];
  for (let start = 0; start < rows.length; start += rowsAtOnce)
    await store.write(({ ledger }) => {
      for (const [key, record] of rows.slice(start, start + rowsAtOnce)) ledger.set(bucket, key, record);
    });
}
