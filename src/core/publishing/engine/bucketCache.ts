import { isErrorOf } from '../../errors.js';
import type { BucketRef, OssPort } from '../../ports/oss.js';

const maxAgeMs = 10 * 60_000;

/** What is known of buckets, read at most every 10 minutes. */
export class BucketCache {
  private readonly answers = new Map<string, { readonly at: number; readonly canForbid: Promise<boolean> }>();

  constructor(private readonly now: () => number) {}

  /**
   * Whether `x-oss-forbid-overwrite` keeps a key that was free from being taken twice. OSS ignores it while versioning is on or
   * suspended (source: PutObject); a bucket that this key may not read counts as such.
   */
  canForbidOverwrite(oss: Pick<OssPort, 'readBucketInfo'>, bucket: BucketRef, signal: AbortSignal): Promise<boolean> {
    const id = `${bucket.region}/${bucket.name}`;
    const known = this.answers.get(id);
    if (known && this.now() >= known.at && this.now() - known.at < maxAgeMs) return known.canForbid;
    const canForbid = oss.readBucketInfo(bucket, signal).then(
      ({ versioning }) => versioning === undefined,
      (error: unknown) => {
        // What passes is tried again with the next object.
        if (!isErrorOf(error, 'forbidden', 'refused')) this.answers.delete(id);
        return false;
      },
    );
    this.answers.set(id, { at: this.now(), canForbid });
    return canForbid;
  }
}
