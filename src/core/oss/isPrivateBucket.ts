import type { BucketInfo } from '../ports/oss.js';

/** Says whether nobody may read the objects of a bucket without a signature. */
export function isPrivateBucket({
  acl,
  publicAccessBlocked,
}: Pick<BucketInfo, 'acl' | 'publicAccessBlocked'>): boolean {
  return acl === 'private' || publicAccessBlocked;
}
