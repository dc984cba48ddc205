import { l10n } from 'vscode';
import type { BucketInfo } from '../../../core/ports/oss.js';

/**
 * Whether what is deleted or replaced in a bucket can be restored. While versioning is suspended OSS keeps no version of what is written or
 * deleted, but those that it saved before. Source: OSS, "Versioning", "Delete objects".
 */
export function versioningText(info: Pick<BucketInfo, 'versioning'> | undefined): string {
  if (!info) return l10n.t('This cannot be undone unless the bucket has versioning enabled.');
  if (info.versioning === 'enabled')
    return l10n.t('The bucket has versioning enabled: the versions that OSS saves can be restored in the console.');
  return info.versioning === 'suspended'
    ? l10n.t(
        'Versioning of the bucket is suspended: only versions that OSS saved before that can be restored in the console.',
      )
    : l10n.t('The bucket has no versioning: this cannot be undone.');
}
