import { isWildcard } from '../dns/hostNames.js';
import { type Origin, ownBucket } from '../origin.js';
import type { BucketRef } from '../ports/oss.js';

/** Returns whether an OSS region is in mainland China, where domains need an ICP filing. Hong Kong is not. */
export function isMainland(region: string): boolean {
  return (region.startsWith('cn-') && region !== 'cn-hongkong') || region === 'rg-china-mainland';
}

/**
 * The bucket that OSS binds only to a domain with an ICP filing, whatever CDN's region; `undefined` if nothing is bound
 * or the bucket is outside mainland China. Source: Alibaba Cloud OSS, "Access buckets via custom domain names".
 */
export function bucketThatNeedsFiling(domain: string, origin: Origin | undefined): BucketRef | undefined {
  const bucket = origin && ownBucket(origin);
  return bucket && !isWildcard(domain) && isMainland(bucket.region) ? bucket : undefined;
}
