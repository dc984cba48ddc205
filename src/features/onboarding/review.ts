import { l10n, window } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { isWildcard, recordName } from '../../core/onboarding/names.js';
import type { OnboardingPlan } from '../../core/onboarding/run.js';
import { type Origin, originHost, ownBucket } from '../../core/origin.js';
import { originText } from '../../host/originProblem.js';
import { nameRegion, nameType } from './choiceText.js';
import { describeServer } from './originText.js';
import type { FormSources } from './sources.js';

/** Shows everything that will be created and changed, and asks to go on; the page of content limits can be opened from it. */
export async function confirmPlan(
  plan: OnboardingPlan,
  { links, openPage }: Pick<FormSources, 'links' | 'openPage'>,
): Promise<boolean> {
  const start = l10n.t('Start Onboarding');
  const limits = l10n.t('Show Content Limits');
  const question = l10n.t('Accelerate {0} with Alibaba Cloud CDN?', showDomain(plan.domain));
  for (;;) {
    const options = { modal: true, detail: describePlan(plan) };
    const pressed = await window.showWarningMessage(question, options, start, limits);
    if (pressed !== limits) return pressed === start;
    await openPage(links.contentLimits());
  }
}

/** The review as text, one fact a line. */
export function describePlan(plan: OnboardingPlan): string {
  return [
    l10n.t('Will be created:'),
    `• ${l10n.t('CDN domain: {0}', showDomain(plan.domain))}`,
    ...describeOrigin(plan.origin, plan.port).map((line) => `   ${line}`),
    `   ${l10n.t('Business type: {0} (fixed after creation)', nameType(plan.type))}`,
    `   ${l10n.t('Acceleration region: {0}', nameRegion(plan.region))}`,
    ...describeBucketParts(plan),
    '',
    l10n.t('Will be changed in DNS, where the zone is in your account:'),
    `• ${describeProofs(plan)}`,
    `• ${l10n.t('CNAME record: {0}. You are asked again before it is written', recordName(plan.domain))}`,
    '',
    l10n.t('Alibaba Cloud bills CDN by traffic and requests, and the origin bills what CDN fetches from it.'),
    l10n.t('What the domain delivers must comply with the content limits of Alibaba Cloud CDN.'),
  ].join('\n');
}

function describeOrigin(origin: Origin, port: number): readonly string[] {
  if (origin.kind === 'bucket') return [l10n.t('Origin: {0}, port {1}', originHost(origin.bucket), port)];
  if (origin.kind !== 'ip' && origin.kind !== 'site') {
    return [l10n.t('Origin: {0}, port {1}', originText(origin), port)];
  }
  return origin.servers.map((server) =>
    l10n.t('Origin: {0}, port {1}', `${server.host} (${describeServer(server)})`, port),
  );
}

/** CDN asks for a proof of the root domain, and OSS for one of what it binds. */
function describeProofs({ origin, domain }: OnboardingPlan): string {
  return ownBucket(origin) && !isWildcard(domain)
    ? l10n.t('TXT records that prove ownership, on hosts verification and _dnsauth: added, then removed')
    : l10n.t('TXT record that proves ownership, on host verification: added, then removed');
}

function describeBucketParts(plan: OnboardingPlan): readonly string[] {
  const bucket = ownBucket(plan.origin);
  if (!bucket) return [];
  const binding = isWildcard(plan.domain)
    ? l10n.t('No binding to the bucket and no publishing mapping: OSS does not bind wildcards')
    : l10n.t('Binding of the domain to the bucket: {0}', bucket.name);
  if (isWildcard(plan.domain)) return [`• ${binding}`];
  return [
    `• ${binding}`,
    ...(plan.port === 80
      ? [`• ${l10n.t('Origin Host of the domain: {0}, so that OSS does not force a download', plan.domain)}`]
      : []),
    `• ${l10n.t('Publishing mapping in the workspace: {0}', '.vscode/oss-cdn.json')}`,
  ];
}
