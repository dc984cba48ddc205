import { isWildcard } from '../dns/hostNames.js';
import { type Origin, ownBucket } from '../origin.js';
import type { BucketRef } from '../ports/oss.js';

/** Says whether a region of OSS is in mainland China, where domains need an ICP filing; Hong Kong is outside. */
export function isMainland(region: string): boolean {
  return (region.startsWith('cn-') && region !== 'cn-hongkong') || region === 'rg-china-mainland';
}

/**
 * The bucket to which OSS binds the domain only with an ICP filing, whatever the region of CDN; `undefined` where nothing
 * is to be bound, or the bucket is outside mainland China. Source: Alibaba Cloud OSS, "Access buckets via custom domain names".
 */
export function bucketThatNeedsFiling(domain: string, origin: Origin | undefined): BucketRef | undefined {
  const bucket = origin && ownBucket(origin);
  return bucket && !isWildcard(domain) && isMainland(bucket.region) ? bucket : undefined;
}
