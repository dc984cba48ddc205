import type { Session } from '../../../../src/core/account.js';
import type { BucketRef } from '../../../../src/core/ports/oss.js';
import { Signal } from '../../../../src/core/signal.js';
import type { NodeOf } from '../../../../src/features/explorer/node.js';
import { Rows } from '../../../../src/features/explorer/rows.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';

const never = new AbortController().signal;

/** The row of the bucket of `siteWith`. */
export const bucket: NodeOf<'bucket'> = {
  kind: 'bucket',
  id: 'bucket:site',
  bucket: { name: 'site', region: 'cn-hangzhou' },
  argument: { name: 'site', region: 'cn-hangzhou' },
};

/** Keys of more objects than one page of rows shows. */
export const many = Array.from({ length: 130 }, (_, index) => `file-${String(index).padStart(3, '0')}.txt`);

/** Account `100`, signed in to this cloud. */
export function sessionOf(cloud: MemoryCloud): Session {
  return {
    account: { id: '100', source: { kind: 'secret' } },
    onDidChange: new Signal<void>().event,
    cloud: async () => cloud,
  };
}

/** A cloud with one bucket that has objects of these keys. */
export async function siteWith(...keys: string[]): Promise<MemoryCloud> {
  const cloud = createMemoryCloud();
  cloud.addBucket('site');
  for (const key of keys)
    await cloud.oss.putObject(bucket.argument, key, { body: new Uint8Array(1), headers: {} }, never);
  return cloud;
}

/** The rows of this cloud, read through `reach`, with the buckets that were added by name. */
export function rowsOf(
  cloud: MemoryCloud,
  reach = (ref: BucketRef) => ref,
  pinned: readonly BucketRef[] = [],
  onPart = (_parent: unknown, _replaced: Promise<boolean>) => {},
): Rows {
  return new Rows({ session: sessionOf(cloud), reach, pinned: () => pinned, onPart });
}
