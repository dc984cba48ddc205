import { l10n } from '../../l10n.js';
import { listOwnHeaders, sameHeaders } from '../../oss/objectHeaders.js';
import { readTraits } from '../../oss/objectTraits.js';
import type { ObjectAcl, ObjectHead, ObjectRef } from '../../ports/oss.js';

/** The object to copy, as it was read before. */
export interface CopySource {
  readonly from: ObjectRef;
  readonly head: ObjectHead;
  readonly acl: ObjectAcl;
}

/**
 * Why an object was not copied or not deleted: it was changed meanwhile, is a symbolic link, is archived, is encrypted with a KMS key that may not be used, the
 * target exists, the copy could not be compared with it, OSS refused to delete it without a reason, or the user cancelled before.
 */
export type CopyProblem =
  | 'changed'
  | 'symlink'
  | 'archived'
  | 'encrypted'
  | 'exists'
  | 'unproven'
  | 'notDeleted'
  | 'cancelled';

/** Describes a problem within a sentence, after the name of the object. */
export const copyProblemTexts: Readonly<Record<CopyProblem, () => string>> = {
  changed: () => l10n.t('it was changed meanwhile'),
  symlink: () => l10n.t('it is a symbolic link: create a new one in the OSS console'),
  archived: () => l10n.t('it is archived: restore it first'),
  encrypted: () =>
    l10n.t('OSS refused to copy it: it is encrypted with a KMS key, which needs permissions for that key too'),
  exists: () => l10n.t('an object with this name exists at the new place'),
  unproven: () => l10n.t('OSS does not tell enough about the copy to compare it'),
  notDeleted: () => l10n.t('OSS refused to delete it, perhaps because of a retention policy'),
  cancelled: () => l10n.t('canceled before it was deleted'),
};

/** Returns why OSS could not copy the object as it is. One of class `Archive` may be readable at once; OSS decides. */
export function findCopyObstacle(head: ObjectHead): 'symlink' | 'archived' | undefined {
  const { type, isReadable, storageClass } = readTraits(head);
  if (type === 'Symlink') return 'symlink';
  return isReadable || storageClass === 'Archive' ? undefined : 'archived';
}

/** Returns whether OSS encrypts the object with a key of KMS. */
export function hasKmsKey(head: ObjectHead): boolean {
  return readTraits(head).encryption?.algorithm.toUpperCase() === 'KMS';
}

/**
 * Returns whether the content of two objects is proven to be the same: by the CRC-64, or by an ETag that is an MD5. Those of a symbolic link are of its target.
 */
export function hasSameContent(one: ObjectHead, other: ObjectHead): boolean {
  const isLink = [one, other].some((head) => readTraits(head).type === 'Symlink');
  if (one.size !== other.size || isLink) return false;
  if (one.crc64 !== undefined && other.crc64 !== undefined) return one.crc64 === other.crc64;
  return one.etag === other.etag && /^[\dA-F]{32}$/i.test(one.etag);
}

/** Returns whether two objects have the same headers, metadata, class and encryption. */
export function hasSameProperties(one: ObjectHead, other: ObjectHead): boolean {
  const [left, right] = [readTraits(one), readTraits(other)];
  return (
    sameHeaders(listOwnHeaders(one), listOwnHeaders(other)) &&
    left.storageClass === right.storageClass &&
    left.encryption?.algorithm === right.encryption?.algorithm &&
    left.encryption?.keyId === right.encryption?.keyId
  );
}
