import type { BucketRef } from '../ports/oss.js';
import type { PublishStore } from './publishStore.js';

/** Rows of one read. */
const rowsAtOnce = 1_000;

/** Keys under a prefix that have been published from here, or that the account is about to publish. */
export function listKnownKeys(
  store: PublishStore,
  accountId: string | undefined,
  bucket: BucketRef,
  prefix: string,
): readonly string[] {
  const keys = new Set<string>();
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const page = store.read(({ ledger }) => ledger.list(bucket, prefix, { after: from, limit: rowsAtOnce }));
    for (const { key } of page) keys.add(key);
    after = page.at(-1)?.key;
  }
  if (accountId !== undefined)
    for (const key of store.read(({ entries }) => entries.listKeys(accountId, bucket, prefix))) keys.add(key);
  return [...keys];
}
