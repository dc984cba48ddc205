import { l10n } from 'vscode';
import type { OnboardingPlan } from '../../core/onboarding/run/run.js';
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

/** What a run is called: the domain for an onboarding, else what is set up for the domain. */
export function runTitle(task: OnboardingPlan['task'], domain: string): string {
  if (task === undefined) return domain;
  return task === 'https' ? l10n.t('HTTPS: {0}', domain) : l10n.t('Site: {0}', domain);
}

/** What a run is called below its domain, where several may stand. */
export function runLabel(task: OnboardingPlan['task']): string {
  if (task === undefined) return l10n.t('Onboarding');
  return task === 'https' ? l10n.t('HTTPS setup') : l10n.t('Site setup');
}
