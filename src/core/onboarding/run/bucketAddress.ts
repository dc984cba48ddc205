import { ownBucket } from '../../origin.js';
import type { BucketRef } from '../../ports/oss.js';
import type { RunView } from './run.js';
import type { StepContext } from './step.js';

/** The account's own bucket behind the plan, addressed as data calls need it: through its upload domain where it has one. */
export function bucketOf({ plan, facts }: Pick<StepContext, 'plan' | 'facts'>): BucketRef | undefined {
  const bucket = ownBucket(plan.origin);
  return bucket && facts.uploadDomain ? { ...bucket, uploadDomain: facts.uploadDomain } : bucket;
}

/** The bucket, addressed through the upload domain that a run has set up for it, if one has. */
export function throughUploadDomain(runs: readonly RunView[], bucket: BucketRef): BucketRef {
  const isOf = ({ record: { plan } }: RunView) => {
    const own = ownBucket(plan.origin);
    return own?.name === bucket.name && own.region === bucket.region;
  };
  const uploadDomain = runs.find((run) => isOf(run) && run.record.facts.uploadDomain)?.record.facts.uploadDomain;
  return uploadDomain === undefined ? bucket : { ...bucket, uploadDomain };
}
