import { type Origin, ownBucket } from '../origin.js';
import type { BucketRef } from '../ports/oss.js';

/** What a run plans and knows of the bucket that it is about. */
interface BucketUse {
  readonly plan: { readonly origin: Origin };
  readonly facts: { readonly uploadDomain?: string };
}

/** The account's own bucket behind the plan, addressed as data calls need it: through its upload domain where it has one. */
export function bucketOf({ plan, facts }: BucketUse): BucketRef | undefined {
  const bucket = ownBucket(plan.origin);
  return bucket && facts.uploadDomain ? { ...bucket, uploadDomain: facts.uploadDomain } : bucket;
}

/** The bucket, addressed through the upload domain that a run has set up for it, if one has. */
export function throughUploadDomain(runs: readonly { readonly record: BucketUse }[], bucket: BucketRef): BucketRef {
  const isOf = ({ plan }: BucketUse) => {
    const own = ownBucket(plan.origin);
    return own?.name === bucket.name && own.region === bucket.region;
  };
  const uploadDomain = runs.find(({ record }) => isOf(record) && record.facts.uploadDomain)?.record.facts.uploadDomain;
  return uploadDomain === undefined ? bucket : { ...bucket, uploadDomain };
}
