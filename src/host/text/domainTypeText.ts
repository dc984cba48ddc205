import { l10n } from 'vscode';
import type { BusinessType, CdnRegion } from '../../core/ports/cdn.js';

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
  return types[type]();
}

/** The name of a region of acceleration. */
export function nameRegion(region: CdnRegion): string {
  return regions[region]();
}
