import type { Session } from '../account.js';
import type { Memory } from '../ports/local.js';
import type { BucketRef } from '../ports/oss.js';

const key = 'pinnedBuckets';

interface Deps {
  readonly memory: Memory;
  readonly session: Pick<Session, 'account'>;
}

type ByAccount = Readonly<Record<string, readonly BucketRef[]>>;

/** The buckets that the user added by name to this account on this computer. */
export function listPinned({ memory, session }: Deps): readonly BucketRef[] {
  return memory.get<ByAccount>(key)?.[session.account?.id ?? ''] ?? [];
}

/** Adds a bucket to the list, or replaces the one with its name. */
export function pin(deps: Deps, { name, region }: BucketRef): Promise<void> {
  return change(deps, [...others(deps, name), { name, region }]);
}

/** Removes a bucket from the list, not from the cloud. */
export function unpin(deps: Deps, name: string): Promise<void> {
  return change(deps, others(deps, name));
}

function others(deps: Deps, name: string): readonly BucketRef[] {
  return listPinned(deps).filter((bucket) => bucket.name !== name);
}

async function change({ memory, session }: Deps, buckets: readonly BucketRef[]): Promise<void> {
  const { account } = session;
  if (account) await memory.set(key, { ...memory.get<ByAccount>(key), [account.id]: buckets });
}
