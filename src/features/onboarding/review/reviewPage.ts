import { env, l10n } from 'vscode';
import type { Account } from '../../../core/account.js';
import type { PresentSite } from '../../../core/delivery/readPresentSite.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { ownBucket } from '../../../core/origin.js';
import { listText, noticeText, plainText } from '../../../host/plainText.js';
import { changesText } from '../../../host/text/delivery/changesText.js';
import { siteTypeText } from '../../../host/text/delivery/siteText.js';
import { folderText } from '../../../host/text/steps/folderText.js';
import type { PageAnswer, PageButton, PageSection, PageSnapshot } from '../../../protocol/page.js';
import { certificateTerms, isAfterSwitch, obstacleText, optionText } from './certificateText.js';
import { type Choices, isPublished } from './choices.js';
import { countProofs, proofSection } from './dnsSections.js';
import { changesOfSite, type PlanOutlook } from './outlook.js';
import {
  changedSection,
  choiceSection,
  costSection,
  createdSection,
  presentSection,
  timeNeededText,
} from './planSections.js';
import type { ReviewAction } from './reviewActions.js';

/** What a review is made of; without `looked` the cloud is still being read. */
export interface ReviewInput {
  readonly domain: string;
  readonly account: Account;
  readonly hasBack: boolean;
  readonly isPublicSuffix: (name: string) => boolean;
  readonly looked?: { readonly choices: Choices; readonly outlook: PlanOutlook };
  /** The site that the name has today, where one is looked for. */
  readonly present?: PresentSite | 'reading';
}

/** The whole review in the user's language. */
export function toReviewPage(input: ReviewInput): PageSnapshot {
  const { domain, looked, present } = input;
  const name = showDomain(domain);
  return {
    language: env.language,
    title: l10n.t('Review: {0}', name),
    lead: {
      tone: 'neutral',
      label: l10n.t('Not started'),
      sentence: l10n.t('Nothing is created or changed before you choose Start'),
      ...(looked && { detail: leadDetail(looked.choices, looked.outlook) }),
    },
    live: looked
      ? present === 'reading'
        ? l10n.t('Reading the present site…')
        : l10n.t('Everything was read; closing this page keeps your answers')
      : l10n.t('Reading CDN, OSS, DNS, and certificates…'),
    busy: !looked || present === 'reading',
    buttons: buttonsOf(input),
    answers: looked ? visitorsOf(looked.choices, looked.outlook) : [],
    fixes: [],
    sections: looked ? sectionsOf(input, looked.choices, looked.outlook) : [],
    details: {
      title: l10n.t('Details'),
      isFolded: true,
      buttons: [],
      overview: [],
      sections: looked ? detailsOf(looked.choices, looked.outlook) : [],
    },
    words: { copy: l10n.t('Copy'), copied: l10n.t('Copied'), actions: l10n.t('Actions') },
  };
}

function buttonsOf({ looked, hasBack }: ReviewInput): readonly PageButton<ReviewAction>[] {
  return [
    { action: 'start', label: l10n.t('Start'), ...(!looked && { disabled: true }) },
    ...(hasBack ? [{ action: 'back', label: l10n.t('Back') } as const] : []),
    { action: 'cancel', label: l10n.t('Cancel') },
  ];
}

function leadDetail(choices: Choices, outlook: PlanOutlook): string {
  const { count, text } = countAsked(choices, outlook);
  return [timeNeededText(outlook), l10n.t('Steps that need your input: {0} ({1})', count, text)].join(' · ');
}

/** What visitors get until DNS leads to CDN, and after that. */
function visitorsOf(choices: Choices, outlook: PlanOutlook): readonly PageAnswer[] {
  const card = { tone: 'neutral', rows: [] } as const;
  return [
    { ...card, id: 'until', title: l10n.t('Visitors until the switch'), ...untilText(outlook) },
    { ...card, id: 'after', title: l10n.t('Visitors after the switch'), ...afterText(choices, outlook) },
  ];
}

function untilText({ existing, cover, target }: PlanOutlook): Pick<PageAnswer, 'label' | 'notes'> {
  const noBefore = l10n.t(
    'Each setting and what is published is asked with before and after, proven after it, and can be undone',
  );
  if (existing) return { label: l10n.t('There is no before: the domain is on CDN already'), notes: [noBefore] };
  if (cover !== undefined)
    return {
      label: l10n.t('They are on CDN through {0}: adding the name is the switch', showDomain(cover)),
      notes: [l10n.t('You are asked before it is added'), noBefore],
    };
  switch (target?.place) {
    case 'free':
      return { label: l10n.t('None: DNS has no record of the name'), notes: [] };
    case 'elsewhere': {
      const [first] = target.records;
      return {
        label: l10n.t('What they get today, unchanged'),
        notes: first ? [l10n.t('DNS today: {0}', plainText(`${first.type} ${first.value}`))] : [],
      };
    }
    case 'bucket':
      return {
        label: l10n.t('What they get today, unchanged'),
        notes: [l10n.t('DNS leads directly to a bucket: what is published to it is seen at once')],
      };
    case 'cdn':
      return { label: l10n.t('What CDN serves them today'), notes: [l10n.t('DNS leads to CDN already')] };
    case undefined:
      return {
        label: l10n.t('What they get today, unchanged'),
        notes: [l10n.t('Where DNS leads today could not be told')],
      };
  }
}

function afterText(choices: Choices, { existing }: PlanOutlook): Pick<PageAnswer, 'label' | 'notes'> {
  const { plan, folder, certificate, redirects } = choices;
  const hasHttps = existing ? existing.held !== undefined : certificate.kind !== 'later';
  const url = `${hasHttps ? 'https' : 'http'}://${showDomain(plan.domain)}`;
  const what =
    isPublished(choices) && folder !== undefined
      ? noticeText(folderText(folder))
      : (ownBucket(plan.origin)?.name ?? '');
  const label = what === '' ? l10n.t('{0} through CDN', url) : l10n.t('{0} shows {1}', url, what);
  return {
    label,
    notes: [
      ...(plan.site ? [l10n.t('Site type: {0}', siteTypeText(plan.site.type))] : []),
      ...(plan.site?.notFoundPage === undefined ? [] : [l10n.t('A missing page leads to {0}', '/404.html')]),
      ...(hasHttps && !existing && redirects ? [l10n.t('http is redirected to https (301)')] : []),
      ...(!existing && isAfterSwitch(certificate) ? [l10n.t('http only for the first minutes: HTTPS follows')] : []),
    ],
  };
}

function sectionsOf(
  { account, isPublicSuffix, present }: ReviewInput,
  choices: Choices,
  outlook: PlanOutlook,
): readonly PageSection[] {
  const terms = certificateTerms(choices, outlook);
  const all: readonly (PageSection | undefined)[] = [
    choiceSection(choices, outlook, account),
    presentSection(choices, present),
    createdSection(choices, outlook),
    changedSection(choices, outlook),
    proofSection(choices, outlook, isPublicSuffix),
    { id: 'asked', title: l10n.t('What you are asked, and when'), lines: listAsked(choices, outlook) },
    terms.length > 0 ? { id: 'terms', title: l10n.t('The certificate'), lines: terms } : undefined,
    costSection(outlook),
  ];
  return all.filter((section) => section !== undefined);
}

function detailsOf(choices: Choices, outlook: PlanOutlook): readonly PageSection[] {
  const changes = changesOfSite(choices.plan, outlook);
  const settings = l10n.t('Settings of the site type');
  const impossible = outlook.certificates.flatMap((option) =>
    'obstacle' in option ? [{ label: optionText(option), value: obstacleText(option.kind, option.obstacle) }] : [],
  );
  return [
    ...(changes.length > 0
      ? [{ id: 'settings', title: settings, raw: { title: settings, text: changesText(changes) } }]
      : []),
    ...(impossible.length > 0
      ? [{ id: 'certificates', title: l10n.t('Certificates that are not possible here'), facts: impossible }]
      : []),
  ];
}

/** Whether Start covers that new files are published: they have no visitors before DNS leads to CDN. */
function isCovered({ existing, isUnserved }: PlanOutlook): boolean {
  return !existing && isUnserved === true;
}

/** What only the user can do on the way, in its order, one sentence a line. */
function listAsked(choices: Choices, outlook: PlanOutlook): readonly string[] {
  const { plan, certificate } = choices;
  const { existing, isPrivate, isEmpty, dns, lacksFile, needsUploadDomain, staysUnbound } = outlook;
  const isBucket = ownBucket(plan.origin) !== undefined;
  const publishes = isPublished(choices);
  const isHere = dns.kind === 'here';
  return [
    ...(needsUploadDomain ? [l10n.t('At the beginning: a domain for uploads, and its DNS record')] : []),
    ...(publishes && !isCovered(outlook)
      ? [l10n.t('Before the first file: your consent that the folder is published, now and on each save')]
      : []),
    ...(isHere ? [] : [l10n.t('DNS records to add at your DNS provider, in rounds')]),
    ...(isBucket && isPrivate && !isEmpty ? [l10n.t('Once the domain is online: private access to the bucket')] : []),
    ...(publishes && !isCovered(outlook)
      ? [l10n.t('Before publishing: what is added to a bucket that may have visitors')]
      : []),
    ...(publishes && !isEmpty
      ? [l10n.t('Before an object is overwritten: which ones; deletions are never part of it')]
      : []),
    ...(lacksFile && !publishes ? [l10n.t('Before the proof: a file in the bucket to compare')] : []),
    ...(!existing && certificate.kind === 'files'
      ? [l10n.t('Before the proof: the certificate and its key, from files')]
      : []),
    ...(existing ? [l10n.t('On the way: each setting, with before and after')] : []),
    isHere
      ? l10n.t(
          'Once the whole site is proven at the edge: the change of DNS, with the proof; you can leave DNS as it is',
        )
      : l10n.t('Once the whole site is proven at the edge: the CNAME to add, with what to remove'),
    ...(staysUnbound && isBucket && !isWildcard(plan.domain)
      ? [l10n.t('At the end: the binding that needs an ICP filing')]
      : []),
    l10n.t('Where CDN is not opened, or a fee is due, you are always asked'),
  ];
}

/** The same in words so short that one line shows all of them. */
function countAsked(choices: Choices, outlook: PlanOutlook): { readonly count: number; readonly text: string } {
  const { plan, certificate } = choices;
  const { existing, isPrivate, isEmpty, dns, lacksFile, needsUploadDomain, staysUnbound } = outlook;
  const isBucket = ownBucket(plan.origin) !== undefined;
  const publishes = isPublished(choices);
  const isHere = dns.kind === 'here';
  const txts = isHere ? 0 : countProofs(choices, outlook);
  const needs = [
    ...(needsUploadDomain ? [l10n.t('upload domain'), l10n.t('its DNS record')] : []),
    ...(publishes && !(isCovered(outlook) && isEmpty) ? [l10n.t('folder')] : []),
    ...(txts > 0 ? [txts > 1 ? l10n.t('{0} TXT records', txts) : l10n.t('TXT record')] : []),
    ...(isBucket && isPrivate && !isEmpty ? [l10n.t('bucket access')] : []),
    ...(lacksFile && !publishes ? [l10n.t('file to compare')] : []),
    ...(!existing && certificate.kind === 'files' ? [l10n.t('certificate')] : []),
    ...(existing ? [l10n.t('settings')] : []),
    isHere ? l10n.t('DNS record') : l10n.t('CNAME record'),
    ...(staysUnbound && isBucket && !isWildcard(plan.domain) ? [l10n.t('binding')] : []),
  ];
  return { count: needs.length, text: listText(needs) };
}
