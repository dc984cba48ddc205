import { l10n } from 'vscode';
import { isWildcard } from '../../../core/dns/hostNames.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import { ownBucket } from '../../../core/origin.js';
import { listText } from '../../../host/plainText.js';
import { countProofs } from './dnsFacts.js';
import type { PlanOutlook } from './outlook.js';

/** What the form decided: the plan, and the folder that was chosen to be published, as a URI text, if any. */
export interface ReviewedPlan {
  readonly plan: OnboardingPlan;
  readonly folder: string | undefined;
}

/** What only the user can do on the way, in its order, in words so short that the row shows all of them. */
export function needsText({ plan, folder }: ReviewedPlan, outlook: PlanOutlook): string {
  const bucket = ownBucket(plan.origin);
  const isHere = outlook.dns.kind === 'here';
  const txts = isHere ? 0 : countProofs(plan, outlook);
  const isMapped = bucket !== undefined && !isWildcard(plan.domain);
  const publishing = isMapped ? [l10n.t('folder')] : [];
  const isFirst = isPublishedFirst({ plan, folder }, outlook);
  const needs = [
    ...(outlook.needsUploadDomain ? [l10n.t('upload domain'), l10n.t('its DNS record')] : []),
    ...(txts > 0 ? [txts > 1 ? l10n.t('{0} TXT records', txts) : l10n.t('TXT record')] : []),
    ...(bucket && outlook.isPrivate ? [l10n.t('bucket access')] : []),
    ...(isFirst ? publishing : outlook.lacksFile ? [l10n.t('file to compare')] : []),
    isHere ? l10n.t('DNS record') : l10n.t('CNAME record'),
    ...(isMapped && outlook.staysUnbound ? [l10n.t('binding')] : []),
    ...(isFirst ? [] : publishing),
  ];
  // Each TXT is asked for separately, the one of CDN before the domain is added and the one of OSS after the CNAME is seen.
  const count = needs.length + Math.max(0, txts - 1);
  return l10n.t('Steps that need your input: {0} ({1})', count, listText(needs));
}

/** Whether the folder is published before DNS is changed, since the bucket has nothing that visitors could get. */
export function isPublishedFirst({ plan, folder }: ReviewedPlan, { lacksFile }: PlanOutlook): boolean {
  return lacksFile === true && folder !== undefined && !isWildcard(plan.domain);
}
