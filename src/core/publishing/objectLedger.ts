import type { BucketRef, ObjectAcl } from '../ports/oss.js';
import type { LedgerRecord, LedgerRow, PublishStore, StorePort } from './publishStore.js';

export type { LedgerRecord, LedgerRow };

/** The most records in one query or transaction. */
const rowsAtOnce = 500;

/** Converts header rules to a text that is equal for equal headers, whatever their order. */
export function rulesText(headers: Readonly<Record<string, string>> = {}): string {
  const names = Object.keys(headers).sort();
  return names.map((name) => `${name}:${headers[name]}`).join('\n');
}

/** Reads and changes the ledger records of the objects below a prefix. Each record is read once, and changes are collected until `save`. */
export class LedgerPage {
  private readonly changed = new Map<string, LedgerRecord>();
  private readTo: string | undefined;

  constructor(
    private readonly store: PublishStore,
    private readonly bucket: BucketRef,
    private readonly prefix: string,
  ) {}

  /**
   * Reads the next records up to this key, which grows from call to call, or the rest. They are in key order (by UTF-8 bytes). Reading in pages blocks nothing.
   */
  read(upTo?: string): readonly LedgerRow[] {
    const range = upTo === undefined ? {} : { upTo };
    const found: LedgerRow[] = [];
    for (let isMore = true; isMore; ) {
      const after = this.readTo === undefined ? {} : { after: this.readTo };
      const query = { ...range, ...after, limit: rowsAtOnce };
      const rows = this.store.read(({ ledger }) => ledger.list(this.bucket, this.prefix, query));
      found.push(...rows);
      this.readTo = rows.at(-1)?.key ?? this.readTo;
      isMore = rows.length === rowsAtOnce;
    }
    return found;
  }

  /** Sets the record of a key. The change is written with the next `save`. */
  set(key: string, record: LedgerRecord): void {
    this.changed.set(key, record);
  }

  /** Writes the collected changes. Resolves once they are on disk. */
  async save(): Promise<void> {
    await writeRecords(this.store, this.bucket, this.changed);
  }
}

/**
 * Removes the ledger records of deleted objects, so that a later upload does not take the user's deletion for another author's. A record seen after `until`
 * (ms since the epoch) is of a newer object and stays. Creates no store. Rejects as the store does.
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

/** How a change by hand affects the record of an object: the ETag before and after, or the ACL. */
export type RecordChange =
  | { readonly before: string; readonly etag: string }
  | { readonly acl: ObjectAcl; readonly aclSeenAt: number };

/**
 * Changes the records of objects whose headers or ACL the user changed, so that publishing neither takes that for another author's change nor undoes it. A
 * record of other content stays, since that is another author's change. Creates no store. Rejects as the store does.
 */
export async function changeRecords(
  port: StorePort,
  bucket: BucketRef,
  changes: ReadonlyMap<string, RecordChange>,
): Promise<void> {
  if (changes.size === 0 || (!port.opened && !(await port.hasData()))) return;
  const store = await port.open();
  await store.write(({ ledger }) => {
    for (const [key, change] of changes) {
      const record = ledger.get(bucket, key);
      if (!record || ('before' in change && record.etag !== change.before)) continue;
      const { before: _known, ...changed } = { before: '', ...change };
      ledger.set(bucket, key, { ...record, ...changed });
    }
  });
}

/**
 * Records objects that the user uploaded by hand, so that publishing does not take them for another author's changes. Creates no store. Rejects as the
 * store does.
 */
export async function recordObjects(
  port: StorePort,
  bucket: BucketRef,
  records: ReadonlyMap<string, LedgerRecord>,
): Promise<void> {
  if (records.size === 0 || (!port.opened && !(await port.hasData()))) return;
  await writeRecords(await port.open(), bucket, records);
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
