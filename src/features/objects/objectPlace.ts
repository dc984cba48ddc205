import { AppError } from '../../core/errors.js';
import { throughUploadDomain } from '../../core/oss/bucketAddress.js';
import type { BucketRef, ObjectRef } from '../../core/ports/oss.js';
import type { UploadPlace } from '../../core/publishing/byHand/collectFiles.js';
import { noticeText } from '../../core/text/plainText.js';
import type { ObjectDeps } from './objectDeps.js';

/** Returns where new objects are created: in a bucket, in a folder of it, or in the folder of an object. Throws `notSignedIn` if no account is signed in. */
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

/** Formats a bucket and a prefix as one path. */
export function placeText({ bucket, prefix }: Pick<UploadPlace, 'bucket' | 'prefix'>): string {
  return noticeText(`${bucket.name}/${prefix}`);
}
