import { env, l10n } from 'vscode';
import { withPlainBlanks } from '../../core/plainText.js';
import type { BucketInfo } from '../../core/ports/oss.js';

/** Which access a bucket grants to the public; empty while that is not known. */
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

/** The name of a storage class; one that is not known here by its name in the API. */
export function storageClassText(storageClass: string): string {
  return storageClasses[storageClass]?.() ?? storageClass;
}

/** A number as the editor's language writes it, such as 1,024, with so many digits behind the point. */
export function countText(count: number, digits = 0): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return withPlainBlanks(count.toLocaleString(env.language, options));
}

/** A size in bytes as people read it, in steps of 1,024. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${countText(value, power === 0 || value >= 100 ? 0 : 1)} ${units[power]}`;
}
