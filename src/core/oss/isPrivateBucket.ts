import type { BucketInfo } from '../ports/oss.js';

/** Returns whether the objects of a bucket can be read only with a signature. */
export function isPrivateBucket({
  acl,
  publicAccessBlocked,
}: Pick<BucketInfo, 'acl' | 'publicAccessBlocked'>): boolean {
  return acl === 'private' || publicAccessBlocked;
}
