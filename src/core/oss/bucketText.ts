import { l10n } from '../l10n.js';
import type { BucketInfo, ObjectAcl } from '../ports/oss.js';

/** Returns the text for the public access of a bucket; empty if `info` is `undefined`. */
export function accessText(info: BucketInfo | undefined): string {
  if (!info) return '';
  if (info.publicAccessBlocked) return l10n.t('public access blocked');
  if (info.acl === 'private') return l10n.t('private');
  return info.acl === 'public-read' ? l10n.t('public read') : l10n.t('public read and write');
}

const storageClasses: Readonly<Record<string, () => string>> = {
  IA: () => l10n.t('Infrequent Access'),
  Archive: () => l10n.t({ message: 'Archive', comment: 'The storage class of an object' }),
  ColdArchive: () => l10n.t('Cold Archive'),
  DeepColdArchive: () => l10n.t('Deep Cold Archive'),
};

/** Returns the name of a storage class; the name of the API if it is not known here. */
export function storageClassText(storageClass: string): string {
  return storageClasses[storageClass]?.() ?? storageClass;
}

/**
 * Returns whether deleted and replaced objects of a bucket can be restored. While versioning is suspended, OSS keeps only the versions saved before. Source:
 * OSS, "Versioning", "Delete objects".
 */
export function versioningText(info: Pick<BucketInfo, 'versioning'> | undefined): string {
  if (!info) return l10n.t('This cannot be undone unless the bucket has versioning enabled.');
  if (info.versioning === 'enabled')
    return l10n.t('The bucket has versioning enabled: OSS saves versions that Versions… and Show Deleted… restore.');
  return info.versioning === 'suspended'
    ? l10n.t('Versioning of the bucket is suspended: Versions… restores only those that OSS saved before that.')
    : l10n.t('The bucket has no versioning: this cannot be undone.');
}

const aclTexts: Readonly<Record<ObjectAcl, () => string>> = {
  default: () => l10n.t('inherited from the bucket'),
  private: () => l10n.t('private'),
  'public-read': () => l10n.t('public read'),
  'public-read-write': () => l10n.t('public read and write'),
};

/** Returns the text for the ACL of an object. */
export function aclText(acl: ObjectAcl): string {
  return aclTexts[acl]();
}

/** Describes the versioning of a bucket in a few words. */
export function versioningStateText(versioning: BucketInfo['versioning']): string {
  if (versioning === 'enabled') return l10n.t('on');
  return versioning === 'suspended' ? l10n.t('suspended: new versions replace each other') : l10n.t('off');
}
