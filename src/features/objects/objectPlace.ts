import { AppError } from '../../core/errors.js';
import { throughUploadDomain } from '../../core/oss/bucketAddress.js';
import type { BucketRef } from '../../core/ports/oss.js';
import type { UploadPlace } from '../../core/publishing/byHand/collectFiles.js';
import { noticeText } from '../../core/text/plainText.js';
import type { ObjectRef } from '../../host/commandIds.js';
import type { ObjectDeps } from './objectDeps.js';

/** The place for new objects: a bucket, a folder of it, or the folder of an object. Throws `notSignedIn`. */
export function toPlace(
  { session, board }: Pick<ObjectDeps, 'session' | 'board'>,
  target: ObjectRef | BucketRef,
): UploadPlace {
  const accountId = session.account?.id;
  if (accountId === undefined) throw new AppError('notSignedIn');
  if (!('key' in target)) {
    const { name, region } = target;
    return { accountId, bucket: throughUploadDomain(board.runs, { name, region }), prefix: '' };
  }
  const { bucket, key } = target;
  return { accountId, bucket, prefix: key.slice(0, key.lastIndexOf('/') + 1) };
}

/** A bucket and a prefix as one path. */
export function placeText({ bucket, prefix }: Pick<UploadPlace, 'bucket' | 'prefix'>): string {
  return noticeText(`${bucket.name}/${prefix}`);
}
