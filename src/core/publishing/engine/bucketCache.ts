import { deniedKinds, isErrorOf } from '../../errors.js';
import type { BucketRef, OssPort } from '../../ports/oss.js';

const maxAgeMs = 10 * 60_000;

/** Facts of buckets, read at most every 10 minutes. */
export class BucketCache {
  private readonly answers = new Map<string, { readonly at: number; readonly canForbid: Promise<boolean> }>();

  constructor(private readonly now: () => number) {}

  /**
   * Returns whether `x-oss-forbid-overwrite` protects a free key. OSS ignores it while versioning is enabled or
   * suspended (source: PutObject). False for an unreadable bucket.
   */
  canForbidOverwrite(oss: Pick<OssPort, 'readBucketInfo'>, bucket: BucketRef, signal: AbortSignal): Promise<boolean> {
    const id = `${bucket.region}/${bucket.name}`;
    const known = this.answers.get(id);
    if (known && this.now() >= known.at && this.now() - known.at < maxAgeMs) return known.canForbid;
    const canForbid = oss.readBucketInfo(bucket, signal).then(
      ({ versioning }) => versioning === undefined,
      (error: unknown) => {
        // After a temporary failure the next object tries again.
        if (!isErrorOf(error, ...deniedKinds)) this.answers.delete(id);
        return false;
      },
    );
    this.answers.set(id, { at: this.now(), canForbid });
    return canForbid;
  }
}
