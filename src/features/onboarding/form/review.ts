import { l10n } from 'vscode';
import { bucketThatNeedsFiling } from '../../../core/cdn/icp.js';
import { isWildcard, recordName } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import { ownBucket, standardPorts } from '../../../core/origin.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { CloudPorts } from '../../../core/ports/cloud.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { showWarning } from '../../../host/display.js';
import { describeOrigin, nameRegion, nameType } from './choiceText.js';
import { type FormSources, isRefusedInPublic } from './sources.js';

/** What the cloud has already of what a plan wants. */
interface PlanOutlook {
  /** The domain, where it is on CDN already. */
  readonly existing?: CdnDomain;
  readonly isPrivate: boolean;
  /** OSS refuses this account objects of the bucket over its default public domain. */
  readonly needsUploadDomain?: boolean;
  /** CDN takes the root domain as proven to be this account's. */
  readonly isProven?: boolean;
  /** OSS refuses the binding, since the domain has no ICP filing and the bucket is in mainland China. */
  readonly staysUnbound?: boolean;
}

/** Looks at what is there already; what may not be read counts as not there, and the run finds out. */
export async function readOutlook(
  { cdn, oss }: CloudPorts,
  plan: OnboardingPlan,
  signal: AbortSignal,
): Promise<PlanOutlook> {
  const bucket = ownBucket(plan.origin);
  const needsFiling = bucketThatNeedsFiling(plan.domain, plan.origin) !== undefined;
  const [existing, isProven, staysUnbound, info, needsUploadDomain] = await Promise.all([
    cdn.readDomain(plan.domain, signal).catch(() => undefined),
    cdn.verifyOwner(plan.domain, signal).catch(() => false),
    needsFiling && isUnfiled(cdn.checkIcp(plan.domain, signal)),
    bucket && oss.readBucketInfo(bucket, signal).catch(() => undefined),
    bucket && isRefusedInPublic(oss.listObjects(bucket, { prefix: '', limit: 1 }, signal)),
  ]);
  const isPrivate = info !== undefined && (info.acl === 'private' || info.publicAccessBlocked);
  return {
    isPrivate,
    ...(existing && { existing }),
    ...(isProven && { isProven }),
    ...(staysUnbound && { staysUnbound }),
    ...(needsUploadDomain && { needsUploadDomain }),
  };
}

function isUnfiled(filing: ReturnType<CloudPorts['cdn']['checkIcp']>): Promise<boolean> {
  return filing.then(
    (found) => found === 'notFiled',
    () => false,
  );
}

/** Shows everything that will be created and changed, and asks to continue; the page of content limits can be opened from it. */
export async function confirmOnboarding(
  plan: OnboardingPlan,
  outlook: PlanOutlook,
  { links, openPage }: Pick<FormSources, 'links' | 'openPage'>,
): Promise<boolean> {
  const start = l10n.t('Start Onboarding');
  const limits = l10n.t('Show Content Limits');
  const question = l10n.t('Accelerate {0} with Alibaba Cloud CDN?', showDomain(plan.domain));
  for (;;) {
    const options = { modal: true, detail: describePlan(plan, outlook) };
    const pressed = await showWarning(question, options, start, limits);
    if (pressed !== limits) return pressed === start;
    await openPage(links.contentLimits());
  }
}

/** The review as text, one fact a line. */
export function describePlan(plan: OnboardingPlan, outlook: PlanOutlook): string {
  const { existing } = outlook;
  const parts = describeBucketParts(plan, outlook);
  return [
    ...(existing ? describeExisting(existing) : [l10n.t('Will be created:'), ...describeDomain(plan)]),
    ...(existing && parts.length > 0 ? ['', l10n.t('Will be created or changed:')] : []),
    ...parts,
    '',
    l10n.t('Will be changed in DNS, where the zone is in your account:'),
    ...describeProofs(plan, outlook).map((line) => `• ${line}`),
    ...(outlook.needsUploadDomain ? [`• ${describeUploadRecords()}`] : []),
    `• ${l10n.t('CNAME record: {0}. You are asked again before it is written', recordName(plan.domain))}`,
    '',
    l10n.t('Alibaba Cloud bills CDN by traffic and requests, and the origin bills what CDN fetches from it.'),
    l10n.t('What the domain delivers must comply with the content limits of Alibaba Cloud CDN.'),
  ].join('\n');
}

function describeDomain(plan: OnboardingPlan): readonly string[] {
  return [
    `• ${l10n.t('CDN domain: {0}', showDomain(plan.domain))}`,
    ...describeOrigin(plan.origin).map((server) => `   ${l10n.t('Origin: {0}, port {1}', server, plan.port)}`),
    `   ${l10n.t('Business type: {0} (fixed after creation)', nameType(plan.type))}`,
    `   ${l10n.t('Acceleration region: {0}', nameRegion(plan.region))}`,
  ];
}

/** A domain that is there keeps what it has, whatever was chosen in the form. */
function describeExisting({ name, sources, type, region }: CdnDomain): readonly string[] {
  return [
    l10n.t('Is on CDN already and stays as it is:'),
    `• ${l10n.t('CDN domain: {0}', showDomain(name))}`,
    ...sources.map(({ content, port }) => `   ${l10n.t('Origin: {0}, port {1}', content, port)}`),
    `   ${l10n.t('Business type: {0}', nameType(type))}`,
    ...(region ? [`   ${l10n.t('Acceleration region: {0}', nameRegion(region))}`] : []),
  ];
}

/** CDN asks for a proof of the root domain before it adds its first one, and OSS for one of what it binds. */
function describeProofs({ origin, domain }: OnboardingPlan, { existing, isProven }: PlanOutlook): readonly string[] {
  const isBound = ownBucket(origin) && !isWildcard(domain);
  if (existing || isProven)
    return isBound ? [l10n.t('TXT record that proves ownership, on host _dnsauth: added, then removed')] : [];
  return [
    isBound
      ? l10n.t(
          'TXT records that prove ownership, on host verification of the root domain and on _dnsauth: added, then removed',
        )
      : l10n.t('TXT record that proves ownership, on host verification of the root domain: added, then removed'),
  ];
}

function describeUploadRecords(): string {
  return l10n.t(
    'CNAME record of the upload domain, straight at the bucket, and a TXT record that proves it. You are asked again before the CNAME is written',
  );
}

function describeBucketParts(plan: OnboardingPlan, outlook: PlanOutlook): readonly string[] {
  const bucket = ownBucket(plan.origin);
  if (!bucket) return plan.origin.kind === 'ossDomain' ? [`• ${unboundText()}`] : [];
  return [...describeUpload(outlook, bucket), ...describeOwnDomain(plan, outlook, bucket)];
}

/** Nothing is written to a bucket that was named by its domain. */
function unboundText(): string {
  return l10n.t('No binding to the bucket and no publishing mapping: the bucket was not chosen from this account');
}

/** The way out where OSS refuses its default public domain. */
function describeUpload({ needsUploadDomain }: PlanOutlook, { name }: BucketRef): readonly string[] {
  if (!needsUploadDomain) return [];
  return [
    `• ${l10n.t('Binding of a second domain to the bucket, for uploads, since OSS refuses its public domain to this account: {0}. You choose the domain in the first step, or go on without', name)}`,
  ];
}

function describeOwnDomain(plan: OnboardingPlan, outlook: PlanOutlook, bucket: BucketRef): readonly string[] {
  const access = outlook.isPrivate
    ? [
        `• ${l10n.t('Private bucket access (l2_oss_key): everybody can read the bucket through CDN. You are asked again before it is turned on')}`,
      ]
    : [];
  if (isWildcard(plan.domain)) {
    return [
      ...access,
      `• ${l10n.t('No binding to the bucket and no publishing mapping: OSS does not bind wildcards')}`,
    ];
  }
  return [
    ...access,
    ...describeBinding(plan, outlook, bucket),
    `• ${l10n.t('Publishing mapping in the workspace: {0}', '.vscode/oss-cdn.json')}`,
  ];
}

function describeBinding(
  plan: OnboardingPlan,
  { existing, staysUnbound }: PlanOutlook,
  { name }: BucketRef,
): readonly string[] {
  if (staysUnbound) {
    return [
      `• ${l10n.t('No binding to the bucket {0}: OSS refuses it while the domain has no ICP filing, since the bucket is in mainland China. You are asked then: file the domain, or skip the binding', name)}`,
      `   ${l10n.t('Skipped with it: Auto CDN Cache Update and the origin Host, so OSS may force a download of pages')}`,
    ];
  }
  const bound = `• ${l10n.t('Binding of the domain to the bucket: {0}', name)}`;
  const ports = existing?.sources.map(({ port }) => port) ?? [plan.port];
  if (!ports.every((port) => port === standardPorts.http)) return [bound];
  return [
    bound,
    `• ${l10n.t('Origin Host of the domain: {0}, so that OSS does not force a download', plan.domain)}`,
    `• ${l10n.t('Refresh of everything that the edge has cached of the domain, once its origin Host is changed: uses 1 directory of the daily refresh quota')}`,
  ];
}
