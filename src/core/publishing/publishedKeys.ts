import type { BucketRef } from '../ports/oss.js';
import type { PublishStore } from './publishStore.js';

const rowsAtOnce = 1_000;

/** Lists keys under a prefix that the ledger has or an account is about to publish. */
export function listKeys(
  store: PublishStore,
  accountId: string | undefined,
  bucket: BucketRef,
  prefix: string,
): readonly string[] {
  const keys = new Set<string>();
  let last: string | undefined;
  do {
    const query = { ...(last !== undefined && { after: last }), limit: rowsAtOnce };
    const page = store.read(({ ledger }) => ledger.list(bucket, prefix, query));
    for (const { key } of page) keys.add(key);
    last = page.at(-1)?.key;
  } while (last !== undefined);
  if (accountId !== undefined)
    for (const key of store.read(({ entries }) => entries.listKeys(accountId, bucket, prefix))) keys.add(key);
  return [...keys];
}
