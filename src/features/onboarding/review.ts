import { l10n, window } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { originHost, recordName } from '../../core/onboarding/names.js';
import type { OnboardingPlan } from '../../core/onboarding/run.js';
import { businessTypeItems, nameRegion } from './choiceText.js';

/** Shows everything that will be created and changed, and asks to go on. */
export async function confirmPlan(plan: OnboardingPlan): Promise<boolean> {
  const start = l10n.t('Start Onboarding');
  const question = l10n.t('Accelerate {0} with Alibaba Cloud CDN?', showDomain(plan.domain));
  return (await window.showWarningMessage(question, { modal: true, detail: describePlan(plan) }, start)) === start;
}

/** The review as text, one fact a line. */
export function describePlan(plan: OnboardingPlan): string {
  const type = businessTypeItems().find(({ value }) => value === plan.type)?.label ?? plan.type;
  return [
    l10n.t('Will be created:'),
    `• ${l10n.t('CDN domain: {0}', showDomain(plan.domain))}`,
    `   ${l10n.t('Origin: {0}, port {1}', originHost(plan.bucket), plan.port)}`,
    `   ${l10n.t('Business type: {0} (fixed after creation)', type)}`,
    `   ${l10n.t('Acceleration region: {0}', nameRegion(plan.region))}`,
    `• ${l10n.t('Binding of the domain to the bucket: {0}', plan.bucket.name)}`,
    `• ${l10n.t('Publishing mapping in the workspace: {0}', '.vscode/oss-cdn.json')}`,
    '',
    l10n.t('Will be changed in DNS, where the zone is in your account:'),
    `• ${l10n.t('TXT records that prove ownership, on hosts verification and _dnsauth: added, then removed')}`,
    `• ${l10n.t('CNAME record: {0}. You are asked again before it is written', recordName(plan.domain))}`,
    '',
    l10n.t('CDN traffic and requests are billed by Alibaba Cloud.'),
  ].join('\n');
}
