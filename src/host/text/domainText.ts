import { l10n } from 'vscode';
import type { DomainProblem } from '../../core/domainName.js';
import type { OnboardingPlan } from '../../core/onboarding/run/run.js';
import type { BusinessType, CdnDomain, CdnRegion, DomainStatus } from '../../core/ports/cdn.js';
import { executeCommand } from '../commandIds.js';
import { showWarning } from '../display.js';

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

/** The sentence that refuses a typed domain. */
export function describeDomainProblem(problem: DomainProblem): string {
  switch (problem) {
    case 'empty':
      return l10n.t('Enter the domain to accelerate');
    case 'nonAscii':
      return l10n.t('Chinese domain names are not supported by Alibaba Cloud CDN: use a-z, 0-9, and hyphens');
    case 'punycode':
      return l10n.t('Chinese domain names are not supported by Alibaba Cloud CDN, including in Punycode (xn--)');
    case 'underscore':
      return l10n.t('An accelerated domain cannot contain an underscore');
    case 'ipAddress':
      return l10n.t('An IP address cannot be accelerated: enter a domain name');
    case 'labelTooLong':
      return l10n.t('A label between two dots cannot be longer than 63 characters');
    case 'tooLong':
      return l10n.t('A domain name cannot be longer than 253 characters');
    case 'badCharacter':
      return l10n.t(
        'Use only a-z, 0-9, and hyphens, in labels separated by dots; a label cannot start or end with a hyphen',
      );
    case 'singleLabel':
      return l10n.t('Enter the full domain name, such as www.example.com');
    case 'publicSuffix':
      return l10n.t('This is a public suffix under which domains are registered: enter your own domain');
    case 'badWildcard':
      return l10n.t('A wildcard must be the entire first label: *.example.com');
    case 'reserved':
      return l10n.t('Alibaba Cloud domains cannot be accelerated: enter your own domain');
  }
}

/** Why the origin host goes before the binding does, and under which Host CDN then asks; `undefined` where CDN chooses. */
export function hostGoesFirst(next: string | undefined): string {
  return next === undefined
    ? l10n.t(
        'This domain is the origin host. Without the binding, OSS would return NoSuchBucket, so the origin host will be removed first, and CDN will use its default.',
      )
    : l10n.t(
        'This domain is the origin host. Without the binding, OSS would return NoSuchBucket, so the origin host will first be changed to {0}.',
        next,
      );
}

/** Takes the origin host away too, or changes it to `next`: what the button of such an unbinding says. */
export function unbindButton(next: string | undefined): string {
  return next === undefined ? l10n.t('Remove Origin Host and Unbind') : l10n.t('Change Origin Host and Unbind');
}

/** Says why nothing was unbound, and offers to enable a domain that is disabled; `name` is the domain as people write it. */
export async function refuseUnbinding(
  { name: domain, status }: Pick<CdnDomain, 'name' | 'status'>,
  name: string,
): Promise<void> {
  const sentence = l10n.t(
    'The domain was not unbound: it is the origin host, which can be changed only while the domain is online. Enable the domain or wait until it is configured, then unbind it: {0}',
    name,
  );
  const enable = l10n.t('Enable Domain…');
  const chosen = await showWarning(sentence, ...(status === 'offline' ? [enable] : []));
  if (chosen === enable) await executeCommand('ossCdn.enableDomain', domain);
}
