import { l10n } from 'vscode';
import type { Account } from '../../../core/account.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import { ownBucket, publicBucketHost } from '../../../core/origin.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { accountText } from '../../../host/account/accountText.js';
import type { ConsolePage } from '../../../host/console/consoleLinks.js';
import { noticeText } from '../../../host/plainText.js';
import { nameRegion, nameType } from '../../../host/text/domainText.js';
import { describeOrigin } from '../../../host/text/originText.js';
import { folderText } from '../../../host/text/steps/folderText.js';
import type { SourceMeans } from '../form/sources.js';
import { describeBucketParts } from './bucketFacts.js';
import { describeDns, dnsPlace, type Fact } from './dnsFacts.js';
import { isPublishedFirst, needsText, type ReviewedPlan } from './needsText.js';
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
