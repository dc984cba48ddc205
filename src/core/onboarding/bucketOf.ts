import { ownBucket } from '../origin.js';
import type { BucketRef } from '../ports/oss.js';
import type { StepContext } from './step.js';

/** The account's own bucket behind the plan, addressed as data calls need it: through its upload domain where it has one. */
export function bucketOf({ plan, facts }: Pick<StepContext, 'plan' | 'facts'>): BucketRef | undefined {
  const bucket = ownBucket(plan.origin);
  return bucket && facts.uploadDomain ? { ...bucket, uploadDomain: facts.uploadDomain } : bucket;
}
