import { l10n } from 'vscode';
import { isWildcard, recordName } from '../../../core/dns/hostNames.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import { ownBucket } from '../../../core/origin.js';
import { listText, plainText } from '../../../host/plainText.js';
import { shorten } from '../../../host/text/dnsRecordText.js';
import type { PlanOutlook } from './outlook.js';

/** Something that the review says, and what has to be known of it. */
export interface Fact {
  readonly label: string;
  readonly detail?: string;
}

/** Where the records of the domain are kept, and who writes them there. */
export function dnsPlace({ dns }: PlanOutlook): string {
  switch (dns.kind) {
    case 'here':
      return l10n.t('DNS zone {0}', dns.zone);
    case 'elsewhere':
      return l10n.t('Added by you at {0}', listText(dns.servers));
    case 'unknown':
      return l10n.t('Added by you in DNS');
  }
}

/** CDN asks for a proof of the root domain before it adds its first one, and OSS for one of what it binds. */
function proofHosts(
  { origin, domain }: OnboardingPlan,
  { existing, isProven, staysUnbound }: PlanOutlook,
): readonly string[] {
  const isBound = ownBucket(origin) !== undefined && !isWildcard(domain) && !staysUnbound;
  return [
    ...(existing || isProven ? [] : [l10n.t('{0} of the root domain', 'verification')]),
    ...(isBound ? [`_dnsauth.${domain}`] : []),
  ];
}

/** How many TXT records prove to CDN and OSS that the domain is the user's. */
export function countProofs(plan: OnboardingPlan, outlook: PlanOutlook): number {
  return proofHosts(plan, outlook).length + (outlook.needsUploadDomain ? 1 : 0);
}

/** What the CNAME takes the place of. */
function replacedText(dns: PlanOutlook['dns']): string | undefined {
  if (dns.kind !== 'here' || dns.conflicts.length === 0) return undefined;
  const { shown, more } = shorten(dns.conflicts);
  const records = [...shown.map(({ type, value }) => `${type} ${plainText(value)}`), ...(more ? [more] : [])];
  return l10n.t('Replaces {0} after you confirm', listText(records));
}

/** Every record that the onboarding needs. */
export function describeDns(plan: OnboardingPlan, outlook: PlanOutlook): readonly Fact[] {
  const isHere = outlook.dns.kind === 'here';
  const proof = isHere
    ? l10n.t('Verifies domain ownership; added, then deleted')
    : l10n.t('Verifies domain ownership; can be deleted afterwards');
  const asked = isHere
    ? l10n.t('You are asked to confirm before it is added')
    : l10n.t('Its value is shown when it is time to add it');
  return [
    ...proofHosts(plan, outlook).map((host) => ({ label: l10n.t('TXT record: {0}', host), detail: proof })),
    ...(outlook.needsUploadDomain
      ? [
          {
            label: l10n.t(
              'CNAME record of the upload domain, pointing directly to the bucket, and a TXT record to verify it',
            ),
            detail: asked,
          },
        ]
      : []),
    { label: l10n.t('CNAME record: {0}', recordName(plan.domain)), detail: replacedText(outlook.dns) ?? asked },
  ];
}
