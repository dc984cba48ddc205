import { l10n } from 'vscode';
import type { Account } from '../../../core/account.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import { ownBucket, publicBucketHost, standardPorts } from '../../../core/origin.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { accountText } from '../../../host/account/accountText.js';
import type { ConsolePage } from '../../../host/console/consoleLinks.js';
import { listText, noticeText } from '../../../host/plainText.js';
import { nameRegion, nameType } from '../../../host/text/domainText.js';
import { describeOrigin } from '../../../host/text/originText.js';
import { folderText } from '../../../host/text/steps/folderText.js';
import type { SourceMeans } from '../form/sources.js';
import { countProofs, describeDns, dnsPlace, type Fact } from './dnsFacts.js';
import type { PlanOutlook } from './outlook.js';

/** A row of the review: it starts, opens a page, or only says something. */
type ReviewRow = PickItem<'start' | 'fact' | { readonly page: ConsolePage }>;

/** The review: how long and how often the user is needed first, then what is created and changed, each under its place. */
export function reviewRows(
  { plan, folder }: ReviewedPlan,
  outlook: PlanOutlook,
  { links, account }: Pick<SourceMeans, 'links'> & { readonly account: Account },
): readonly ReviewRow[] {
  const start = l10n.t('Start Onboarding');
  const bucket = ownBucket(plan.origin);
  const workspace = bucket
    ? under(l10n.t('Workspace changes'), describeWorkspace(bucket, { plan, folder }, outlook))
    : [];
  // A folder that was chosen is what the rest is for.
  const [first, last] = folder === undefined ? [[], workspace] : [workspace, []];
  return [
    {
      label: `$(rocket) ${start}`,
      description: durationText(outlook),
      detail: needsText({ plan, folder }, outlook),
      value: 'start',
    },
    ...under(l10n.t('Account'), [{ label: noticeText(accountText(account)) }]),
    ...first,
    ...(outlook.existing
      ? under(l10n.t('Already on CDN (unchanged)'), describeExisting(outlook.existing))
      : under(l10n.t('Created in CDN'), describeDomain(plan))),
    ...under(l10n.t('Bucket and domain settings'), describeBucketParts(plan, outlook)),
    ...under(dnsPlace(outlook), describeDns(plan, outlook)),
    ...last,
    ...pages(l10n.t('Costs and limits'), [
      {
        label: l10n.t('Show Prices'),
        detail: l10n.t('CDN bills traffic and requests; the origin bills the traffic that CDN fetches'),
        page: links.prices(),
      },
      {
        label: l10n.t('Show Content Policy'),
        detail: l10n.t('Content must comply with the content policy of Alibaba Cloud CDN'),
        page: links.contentLimits(),
      },
    ]),
  ];
}

function under(group: string, facts: readonly Fact[]): readonly ReviewRow[] {
  return facts.map((fact) => ({ ...fact, group, value: 'fact' }));
}

function pages(group: string, links: readonly (Fact & { readonly page: ConsolePage })[]): readonly ReviewRow[] {
  return links.map(({ label, detail = '', page }) => ({
    label: `$(link-external) ${label}`,
    detail,
    group,
    value: { page },
  }));
}

/** CDN takes 3 to 10 minutes for a new domain, and DNS about 10 to show the CNAME. */
function durationText({ existing }: PlanOutlook): string {
  return existing ? l10n.t('usually about 10 minutes') : l10n.t('usually 15 to 25 minutes');
}

/** What is published by a mapping; a folder that was chosen before a wildcard domain was is not. */
function describeWorkspace(bucket: BucketRef, reviewed: ReviewedPlan, outlook: PlanOutlook): readonly Fact[] {
  const { plan, folder } = reviewed;
  if (!isWildcard(plan.domain)) return describeMapping(bucket, folder, isPublishedFirst(reviewed, outlook));
  if (folder === undefined) return [];
  const detail = l10n.t('A mapping needs exact domain names, not a wildcard');
  return [{ label: l10n.t('Not published: {0}', noticeText(folderText(folder))), detail }];
}

/** The mapping, and the folder that it publishes where one was chosen. */
function describeMapping({ name }: BucketRef, folder: string | undefined, isFirst: boolean): readonly Fact[] {
  const label = l10n.t('Publishing mapping: {0}', '.vscode/oss-cdn.json');
  if (folder === undefined) return [{ label, detail: l10n.t('You choose the folder that is published on save') }];
  return [
    {
      label: l10n.t('Folder: {0} → {1}', noticeText(folderText(folder)), `${name}/`),
      detail: isFirst
        ? l10n.t('Uploaded before DNS is changed, once you agree, then on every save')
        : l10n.t('Uploaded once the domain is live and you agree, then on every save'),
    },
    { label },
  ];
}

function describeDomain(plan: OnboardingPlan): readonly Fact[] {
  return [
    { label: l10n.t('CDN domain: {0}', showDomain(plan.domain)) },
    ...describeOrigin(plan.origin, publicBucketHost).map((server) => ({
      label: l10n.t('Origin: {0}, port {1}', server, plan.port),
    })),
    { label: l10n.t('Business type: {0} (fixed after creation)', nameType(plan.type)) },
    { label: l10n.t('Acceleration region: {0}', nameRegion(plan.region)) },
  ];
}

/** A domain that is there keeps what it has, whatever was chosen in the form. */
function describeExisting({ name, sources, type, region }: CdnDomain): readonly Fact[] {
  return [
    { label: l10n.t('CDN domain: {0}', showDomain(name)) },
    ...sources.map(({ content, port }) => ({ label: l10n.t('Origin: {0}, port {1}', content, port) })),
    { label: l10n.t('Business type: {0}', nameType(type)) },
    ...(region ? [{ label: l10n.t('Acceleration region: {0}', nameRegion(region)) }] : []),
  ];
}

/** What the form decided: the plan, and the folder that was chosen to be published, as a URI text, if any. */
interface ReviewedPlan {
  readonly plan: OnboardingPlan;
  readonly folder: string | undefined;
}

/** What only the user can do on the way, in its order, in words so short that the row shows all of them. */
function needsText({ plan, folder }: ReviewedPlan, outlook: PlanOutlook): string {
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
function isPublishedFirst({ plan, folder }: ReviewedPlan, { lacksFile }: PlanOutlook): boolean {
  return lacksFile === true && folder !== undefined && !isWildcard(plan.domain);
}

/** What changes at the bucket, and at CDN because of it. */
function describeBucketParts(plan: OnboardingPlan, outlook: PlanOutlook): readonly Fact[] {
  const bucket = ownBucket(plan.origin);
  if (!bucket) return plan.origin.kind === 'ossDomain' ? [unboundFact()] : [];
  return [...describeUpload(outlook, bucket), ...describeOwnDomain(plan, outlook, bucket)];
}

/** Nothing is written to a bucket that was named by its domain. */
function unboundFact(): Fact {
  return {
    label: l10n.t('Not bound to the bucket, and no publishing mapping'),
    detail: l10n.t('The bucket was not chosen from this account'),
  };
}

/** The way out where OSS refuses its default public domain. */
function describeUpload({ needsUploadDomain }: PlanOutlook, { name }: BucketRef): readonly Fact[] {
  if (!needsUploadDomain) return [];
  return [
    {
      label: l10n.t('Upload domain bound to the bucket: {0}', name),
      detail: l10n.t('The default OSS domain is refused; choose a domain for uploads or continue without'),
    },
  ];
}

function describeOwnDomain(plan: OnboardingPlan, outlook: PlanOutlook, bucket: BucketRef): readonly Fact[] {
  const access = outlook.isPrivate
    ? [
        {
          label: l10n.t('Private bucket access'),
          detail: l10n.t('Anyone can then read the bucket through CDN; you confirm before it is turned on'),
        },
      ]
    : [];
  if (!isWildcard(plan.domain)) return [...access, ...describeBinding(plan, outlook, bucket)];
  const unbound = {
    label: l10n.t('Not bound to the bucket, and no publishing mapping'),
    detail: l10n.t('OSS does not bind wildcard domains'),
  };
  return [...access, unbound];
}

function describeBinding(
  plan: OnboardingPlan,
  { existing, staysUnbound }: PlanOutlook,
  { name }: BucketRef,
): readonly Fact[] {
  if (staysUnbound) {
    return [
      {
        label: l10n.t('Not bound to bucket {0}: OSS refuses domains without an ICP filing', name),
        detail: l10n.t('You can then file the domain or skip the binding'),
      },
      {
        label: l10n.t('Also skipped: Auto CDN Cache Update and the origin host'),
        detail: l10n.t('OSS may then make browsers download pages'),
      },
    ];
  }
  const bound = { label: l10n.t('Domain bound to bucket: {0}', name) };
  const ports = existing?.sources.map(({ port }) => port) ?? [plan.port];
  if (!ports.every((port) => port === standardPorts.http)) return [bound];
  return [
    bound,
    {
      label: l10n.t('Origin host: {0}', plan.domain),
      detail: l10n.t('Prevents OSS from making browsers download pages'),
    },
    {
      label: l10n.t('Refresh of all cached content of the domain'),
      detail: l10n.t('After the origin host is changed; uses 1 directory refresh of the daily quota'),
    },
  ];
}
