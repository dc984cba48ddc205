import { type Origin, ownBucket } from '../origin.js';
import type { BucketRef } from '../ports/oss.js';

/** How data calls reach a bucket. A domain for uploads is first seen bound to it (not bound again without a question) and then used. */
export type UploadAccess =
  | { readonly state: 'default' }
  | { readonly state: 'bound'; readonly bound: string }
  | { readonly state: 'used'; readonly bound: string; readonly domain: string };

/** The plan and facts of a run about its bucket. */
interface BucketUse {
  readonly plan: { readonly origin: Origin };
  readonly facts: { readonly upload: UploadAccess };
}

/** The account's own bucket of the plan, with its upload domain if it has one. */
export function bucketOf({ plan, facts }: BucketUse): BucketRef | undefined {
  const bucket = ownBucket(plan.origin);
  return bucket && through(bucket, uploadDomainOf(facts));
}

/** Adds the upload domain that a run has set up for the bucket, if any. */
export function throughUploadDomain(runs: readonly { readonly record: BucketUse }[], bucket: BucketRef): BucketRef {
  const isOf = ({ plan }: BucketUse) => {
    const own = ownBucket(plan.origin);
    return own?.name === bucket.name && own.region === bucket.region;
  };
  const found = runs.filter(({ record }) => isOf(record)).map(({ record }) => uploadDomainOf(record.facts));
  return through(
    bucket,
    found.find((domain) => domain !== undefined),
  );
}

/** The domain for reading and writing objects if the default one is refused. */
export function uploadDomainOf({ upload }: BucketUse['facts']): string | undefined {
  return upload.state === 'used' ? upload.domain : undefined;
}

function through(bucket: BucketRef, uploadDomain: string | undefined): BucketRef {
  return uploadDomain === undefined ? bucket : { ...bucket, uploadDomain };
}
