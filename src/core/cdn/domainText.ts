import { l10n } from '../l10n.js';
import type { BusinessType, CdnRegion, DomainStatus, OtherProduct } from '../ports/cdn.js';

const words = {
  online: () => l10n.t('online'),
  offline: () => l10n.t('disabled'),
  configuring: () => l10n.t('configuring'),
  configure_failed: () => l10n.t('configuration failed'),
  checking: () => l10n.t('in review'),
  check_failed: () => l10n.t('review not passed'),
  stopping: () => l10n.t('being disabled'),
  deleting: () => l10n.t('being deleted'),
} satisfies Record<DomainStatus, () => string>;

/** The vendor's status in words; a status that is not known yet as the vendor writes it. */
export function domainStatusText(status: DomainStatus): string {
  return words[status]?.() ?? status;
}

const types = {
  web: () => l10n.t('Image and Small File'),
  download: () => l10n.t('Large File Download'),
  video: () => l10n.t('VOD'),
} satisfies Record<BusinessType, () => string>;

const regions = {
  domestic: () => l10n.t('Chinese Mainland Only'),
  overseas: () => l10n.t('Global (Excluding the Chinese Mainland)'),
  global: () => l10n.t({ message: 'Global', comment: 'The acceleration region of a domain' }),
} satisfies Record<CdnRegion, () => string>;

/** The name of a business type. */
export function nameType(type: BusinessType): string {
  return types[type]?.() ?? type;
}

/** The name of a region of acceleration. */
export function nameRegion(region: CdnRegion): string {
  return regions[region]?.() ?? region;
}

/** The sentence that another product of the account has the domain, with its name where it is known. */
export function otherProductText(product: OtherProduct): string {
  const name = nameProduct(product);
  return name === undefined
    ? l10n.t('The domain is used by another product of your account')
    : l10n.t('The domain is used by another product of your account: {0}', name);
}

function nameProduct(product: OtherProduct): string | undefined {
  switch (product) {
    case 'dcdn':
      return l10n.t('DCDN (Dynamic Route for CDN)');
    case 'dcdnIpa':
      return l10n.t('DCDN IPA (IP Application Accelerator)');
    case 'scdn':
      return l10n.t('SCDN (Secure CDN)');
    case 'vod':
      return l10n.t('ApsaraVideo VOD');
    case 'live':
      return l10n.t('ApsaraVideo Live');
    case 'otherProduct':
      return undefined;
  }
}

/** What is wanted of a domain that another product has. */
export function deleteText(by: OtherProduct): string {
  const name = nameProduct(by);
  return name === undefined
    ? l10n.t('Delete the domain from the product that uses it')
    : l10n.t('Delete the domain from {0}', name);
}
