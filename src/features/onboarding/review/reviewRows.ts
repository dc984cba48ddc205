import { l10n } from 'vscode';
import { isWildcard, recordName } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import type { OnboardingPlan } from '../../../core/onboarding/run/run.js';
import { ownBucket, standardPorts } from '../../../core/origin.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import type { ConsolePage } from '../../../host/console/consoleLinks.js';
import { describeOrigin, nameRegion, nameType } from '../form/choiceText.js';
import type { SourceMeans } from '../form/sources.js';
import type { PlanOutlook } from './outlook.js';

/** A row of the review: it starts, opens a page, or only says something. */
type ReviewRow = PickItem<'start' | 'fact' | { readonly page: ConsolePage }>;

interface Fact {
  readonly label: string;
  readonly detail?: string;
}

/** The review: how long and how often the user is needed first, then what is created and changed, each under its place. */
export function reviewRows(
  plan: OnboardingPlan,
  outlook: PlanOutlook,
  { links, accountId }: Pick<SourceMeans, 'links'> & { readonly accountId: string },
): readonly ReviewRow[] {
  const start = l10n.t('Start Onboarding');
  const bucket = ownBucket(plan.origin);
  return [
    {
      label: `$(rocket) ${start}`,
      description: durationText(outlook),
      detail: needsText(plan, outlook),
      value: 'start',
    },
    ...under(l10n.t('Account'), [{ label: accountId }]),
    ...(outlook.existing
      ? under(l10n.t('On CDN already, stays as it is'), describeExisting(outlook.existing))
      : under(l10n.t('Created in CDN'), describeDomain(plan))),
    ...under(l10n.t('Changed at the bucket and its domain'), describeBucketParts(plan, outlook)),
    ...under(dnsPlace(outlook), describeDns(plan, outlook)),
    ...(bucket && !isWildcard(plan.domain)
      ? under(l10n.t('Written in the workspace'), [
          {
            label: l10n.t('Publishing mapping: {0}', '.vscode/oss-cdn.json'),
            detail: l10n.t('You choose the folder that is published on save'),
          },
        ])
      : []),
    ...pages(l10n.t('Costs and limits'), [
      {
        label: l10n.t('Show Prices'),
        detail: l10n.t(
          'Alibaba Cloud bills CDN by traffic and requests, and the origin bills what CDN fetches from it',
        ),
        page: links.prices(),
      },
      {
        label: l10n.t('Show Content Limits'),
        detail: l10n.t('What the domain delivers must comply with the content limits of Alibaba Cloud CDN'),
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

/** What only the user can do on the way, in its order. */
function needsText(plan: OnboardingPlan, outlook: PlanOutlook): string {
  const bucket = ownBucket(plan.origin);
  const isHere = outlook.dns.kind === 'here';
  const txts = isHere ? 0 : countProofs(plan, outlook);
  const needs = [
    ...(outlook.needsUploadDomain ? [l10n.t('choose the upload domain')] : []),
    ...(txts > 0 ? [txts > 1 ? l10n.t('add the TXT records') : l10n.t('add the TXT record')] : []),
    ...(bucket && outlook.isPrivate ? [l10n.t('let CDN read the bucket')] : []),
    isHere ? l10n.t('approve the DNS record') : l10n.t('add the CNAME'),
    ...(bucket && !isWildcard(plan.domain) ? [l10n.t('choose the folder to publish')] : []),
  ];
  return l10n.t('Times you are needed: {0} ({1})', needs.length, needs.join(', '));
}

function describeDomain(plan: OnboardingPlan): readonly Fact[] {
  return [
    { label: l10n.t('CDN domain: {0}', showDomain(plan.domain)) },
    ...describeOrigin(plan.origin).map((server) => ({ label: l10n.t('Origin: {0}, port {1}', server, plan.port) })),
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

function dnsPlace({ dns }: PlanOutlook): string {
  switch (dns.kind) {
    case 'here':
      return l10n.t('Changed in Alibaba Cloud DNS, zone {0}', dns.zone);
    case 'elsewhere':
      return l10n.t('To be added by you in DNS, at {0}', dns.servers.join(', '));
    case 'unknown':
      return l10n.t('To be added by you at your DNS provider');
  }
}

/** CDN asks for a proof of the root domain before it adds its first one, and OSS for one of what it binds. */
function proofHosts({ origin, domain }: OnboardingPlan, { existing, isProven }: PlanOutlook): readonly string[] {
  const isBound = ownBucket(origin) !== undefined && !isWildcard(domain);
  return [
    ...(existing || isProven ? [] : [l10n.t('{0} of the root domain', 'verification')]),
    ...(isBound ? [`_dnsauth.${domain}`] : []),
  ];
}

function countProofs(plan: OnboardingPlan, outlook: PlanOutlook): number {
  return proofHosts(plan, outlook).length + (outlook.needsUploadDomain ? 1 : 0);
}

function describeDns(plan: OnboardingPlan, outlook: PlanOutlook): readonly Fact[] {
  const isHere = outlook.dns.kind === 'here';
  const proof = isHere
    ? l10n.t('Proves that the domain is yours; added, then removed')
    : l10n.t('Proves that the domain is yours; can be removed afterwards');
  const asked = isHere
    ? l10n.t('You are asked again before it is written')
    : l10n.t('You are told its value and when to add it');
  return [
    ...proofHosts(plan, outlook).map((host) => ({ label: l10n.t('TXT record: {0}', host), detail: proof })),
    ...(outlook.needsUploadDomain
      ? [
          {
            label: l10n.t('CNAME record of the upload domain, straight at the bucket, and a TXT record that proves it'),
            detail: asked,
          },
        ]
      : []),
    { label: l10n.t('CNAME record: {0}', recordName(plan.domain)), detail: asked },
  ];
}

function describeBucketParts(plan: OnboardingPlan, outlook: PlanOutlook): readonly Fact[] {
  const bucket = ownBucket(plan.origin);
  if (!bucket) return plan.origin.kind === 'ossDomain' ? [unboundFact()] : [];
  return [...describeUpload(outlook, bucket), ...describeOwnDomain(plan, outlook, bucket)];
}

/** Nothing is written to a bucket that was named by its domain. */
function unboundFact(): Fact {
  return {
    label: l10n.t('No binding to the bucket and no publishing mapping'),
    detail: l10n.t('The bucket was not chosen from this account'),
  };
}

/** The way out where OSS refuses its default public domain. */
function describeUpload({ needsUploadDomain }: PlanOutlook, { name }: BucketRef): readonly Fact[] {
  if (!needsUploadDomain) return [];
  return [
    {
      label: l10n.t('Binding of a second domain to the bucket, for uploads: {0}', name),
      detail: l10n.t('OSS refuses its public domain to this account; you choose the domain, or go on without'),
    },
  ];
}

function describeOwnDomain(plan: OnboardingPlan, outlook: PlanOutlook, bucket: BucketRef): readonly Fact[] {
  const access = outlook.isPrivate
    ? [
        {
          label: l10n.t('Private bucket access: everybody can read the bucket through CDN'),
          detail: l10n.t('You are asked again before it is turned on'),
        },
      ]
    : [];
  if (!isWildcard(plan.domain)) return [...access, ...describeBinding(plan, outlook, bucket)];
  const unbound = {
    label: l10n.t('No binding to the bucket and no publishing mapping'),
    detail: l10n.t('OSS does not bind wildcards'),
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
        label: l10n.t('No binding to the bucket {0}: OSS refuses it while the domain has no ICP filing', name),
        detail: l10n.t('You are asked then: file the domain, or skip the binding'),
      },
      {
        label: l10n.t('Skipped with it: Auto CDN Cache Update and the origin Host'),
        detail: l10n.t('OSS may then make browsers download pages'),
      },
    ];
  }
  const bound = { label: l10n.t('Binding of the domain to the bucket: {0}', name) };
  const ports = existing?.sources.map(({ port }) => port) ?? [plan.port];
  if (!ports.every((port) => port === standardPorts.http)) return [bound];
  return [
    bound,
    {
      label: l10n.t('Origin Host of the domain: {0}', plan.domain),
      detail: l10n.t('With it OSS does not make browsers download pages'),
    },
    {
      label: l10n.t('Refresh of everything that the edge has cached of the domain'),
      detail: l10n.t('Once its origin Host is changed; uses 1 directory of the daily refresh quota'),
    },
  ];
}
