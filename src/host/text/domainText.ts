import { l10n } from 'vscode';
import type { BusinessType, CdnRegion, DomainStatus } from '../../core/ports/cdn.js';

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
  domestic: () => l10n.t('Mainland China'),
  overseas: () => l10n.t('Outside Mainland China'),
  global: () => l10n.t('Global'),
} satisfies Record<CdnRegion, () => string>;

/** The name of a business type. */
export function nameType(type: BusinessType): string {
  return types[type]?.() ?? type;
}

/** The name of a region of acceleration. */
export function nameRegion(region: CdnRegion): string {
  return regions[region]?.() ?? region;
}
