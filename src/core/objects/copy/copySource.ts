import { l10n } from '../../l10n.js';
import type { ObjectAcl, ObjectHead, ObjectRef } from '../../ports/oss.js';

/** The object to copy, as it was read before. */
export interface CopySource {
  readonly from: ObjectRef;
  readonly head: ObjectHead;
  readonly acl: ObjectAcl;
}

/**
 * Why an object was not copied or not deleted: it was changed meanwhile, is a symbolic link, is archived, is encrypted with a KMS key that may not be used, the target exists, the copy could
 * not be compared with it, OSS refused to delete it without a reason, or the user cancelled before.
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

/** The classes whose objects have to be restored before they are read. One of class Archive may be readable at once; OSS decides. Source: OSS, "Storage classes". */
const coldClasses: readonly string[] = ['ColdArchive', 'DeepColdArchive'];

/** Returns why OSS could not copy the object as it is. The head of a symbolic link describes the object that it leads to. Source: PutSymlink. */
export function findObstacle({ headers }: ObjectHead): 'symlink' | 'archived' | undefined {
  if (isSymlink(headers)) return 'symlink';
  const isRestored = headers['x-oss-restore']?.includes('ongoing-request="false"') ?? false;
  return coldClasses.includes(headers['x-oss-storage-class'] ?? '') && !isRestored ? 'archived' : undefined;
}

/** Returns whether OSS encrypts the object with a key of KMS. Source: OSS, "Server-side encryption". */
export function hasKmsKey({ headers }: ObjectHead): boolean {
  return headers['x-oss-server-side-encryption']?.toUpperCase() === 'KMS';
}

/** Returns whether the content of two objects is proven to be the same: by the CRC-64, or by an ETag that is an MD5. */
export function hasSameContent(one: ObjectHead, other: ObjectHead): boolean {
  if (one.size !== other.size || isSymlink(one.headers) !== isSymlink(other.headers)) return false;
  if (one.crc64 !== undefined && other.crc64 !== undefined) return one.crc64 === other.crc64;
  return one.etag === other.etag && /^[\dA-F]{32}$/i.test(one.etag);
}

/** The headers that a copy keeps. */
const kept =
  /^(content-(type|encoding|disposition|language)|cache-control|expires|x-oss-(meta-.+|storage-class|server-side-.+))$/;

/** Returns whether two objects have the same headers, metadata, class and encryption. */
export function hasSameProperties(one: ObjectHead, other: ObjectHead): boolean {
  return keptText(one) === keptText(other);
}

function keptText({ headers }: ObjectHead): string {
  return JSON.stringify(
    Object.entries(headers)
      .filter(([name]) => kept.test(name))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function isSymlink(headers: ObjectHead['headers']): boolean {
  return headers['x-oss-object-type']?.toLowerCase() === 'symlink';
}
