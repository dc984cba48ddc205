import { type Origin, ownBucket } from '../origin.js';
import type { BucketRef } from '../ports/oss.js';

/** How calls about objects reach a bucket. An upload domain is first seen `bound`, after which it is not bound again without a question, and then `used`. */
export type UploadAccess =
  | { readonly state: 'default' }
  | { readonly state: 'bound'; readonly bound: string }
  | { readonly state: 'used'; readonly bound: string; readonly domain: string };

/** The parts of a run that say how it uses its bucket. */
interface BucketUse {
  readonly plan: { readonly origin: Origin };
  readonly facts: { readonly upload: UploadAccess };
}

/** Returns the account's own bucket of the plan, with its upload domain if it has one; `undefined` for any other origin. */
export function bucketOf({ plan, facts }: BucketUse): BucketRef | undefined {
  const bucket = ownBucket(plan.origin);
  return bucket && through(bucket, uploadDomainOf(facts));
}

/** Returns the bucket with the upload domain that a run has set up for it; unchanged if none has. */
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

/** Returns the domain through which objects are read and written; `undefined` for the default domain. */
export function uploadDomainOf({ upload }: BucketUse['facts']): string | undefined {
  return upload.state === 'used' ? upload.domain : undefined;
}

function through(bucket: BucketRef, uploadDomain: string | undefined): BucketRef {
  return uploadDomain === undefined ? bucket : { ...bucket, uploadDomain };
}
