import { l10n } from '../l10n.js';
import type { BusinessType, CdnRegion, CdnSource, DomainStatus, OtherProduct } from '../ports/cdn.js';
import { listText, plainText } from '../text/plainText.js';

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

/** The text of a domain status; an unknown status as the vendor writes it. */
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

/** The name of an acceleration region. */
export function nameRegion(region: CdnRegion): string {
  return regions[region]?.() ?? region;
}

/** A sentence for a domain that another product of the account uses, with its name if known. */
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

/** What to do about a domain that another product uses. */
export function deleteText(by: OtherProduct): string {
  const name = nameProduct(by);
  return name === undefined
    ? l10n.t('Delete the domain from the product that uses it')
    : l10n.t('Delete the domain from {0}', name);
}

/** Origin servers in words, with port, and with role and weight where there are several. */
export function sourcesText(sources: readonly CdnSource[]): string {
  if (sources.length === 0) return l10n.t('none');
  return listText(sources.map((source) => sourceText(source, sources.length > 1)));
}

function sourceText({ content, port, priority, weight }: CdnSource, several: boolean): string {
  const host = `${plainText(content)}:${port}`;
  if (!several) return host;
  const role = priority === '30' ? l10n.t('backup') : l10n.t('primary');
  return l10n.t('{0} ({1}, weight {2})', host, role, weight);
}
