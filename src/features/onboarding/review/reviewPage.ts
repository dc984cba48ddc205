import type { Account } from '../../../core/account.js';
import type { PresentSite } from '../../../core/delivery/readPresentSite.js';
import { changesText } from '../../../core/delivery/settingChange.js';
import { isBroken, linksText } from '../../../core/delivery/siteLinks.js';
import { siteTypeText } from '../../../core/delivery/siteType.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { type PossibleCertificate, validationOf } from '../../../core/https/certificateOptions.js';
import { l10n } from '../../../core/l10n.js';
import { ownBucket } from '../../../core/origin.js';
import { listText, noticeText, plainText } from '../../../core/text/plainText.js';
import { folderText } from '../../../host/folderText.js';
import type { PageAnswer, PageButton, PageSection, PageSnapshot } from '../../../protocol/page.js';
import { certificateTerms, isAfterSwitch, obstacleText, optionText } from './certificateText.js';
import type { PlannedStart, ProofRecord } from './choices.js';
import { countProofs, proofSection } from './dnsSections.js';
import type { PlanOutlook } from './outlook.js';
import {
  changedSection,
  choiceSection,
  costSection,
  createdSection,
  presentSection,
  timeNeededText,
} from './planSections.js';
import type { ReviewAction } from './reviewActions.js';

/** The input of the review page. Without `start`, the cloud is still being read. */
export interface ReviewInput {
  readonly domain: string;
  readonly account: Account;
  readonly hasBack: boolean;
  readonly start?: PlannedStart;
  /** Why the action of the last pressed button failed. */
  readonly failure?: string;
  /** The present site at the domain. Absent if there is no site to read. */
  readonly present?: PresentSite | 'reading';
}

/** Returns the whole review in the user's language. */
export function toReviewPage(input: ReviewInput): PageSnapshot {
  const { domain, account, start, present } = input;
  const name = showDomain(domain);
  return {
    language: l10n.language,
    title: l10n.t('Review: {0}', name),
    lead: {
      ...leadOf(input),
      ...(start && { detail: leadDetail(start) }),
    },
    live: start
      ? present === 'reading'
        ? l10n.t('Reading the present site…')
        : l10n.t('Everything was read; closing this page keeps your answers')
      : l10n.t('Reading CDN, OSS, DNS, and certificates…'),
    busy: !start || present === 'reading',
    buttons: buttonsOf(input),
    answers: start ? visitorsOf(start) : [],
    fixes: [],
    sections: start ? sectionsOf(start, account, present) : [],
    details: {
      title: l10n.t('Details'),
      isFolded: true,
      buttons: [],
      overview: [],
      sections: start ? detailsOf(start) : [],
    },
    words: { copy: l10n.t('Copy'), copied: l10n.t('Copied'), actions: l10n.t('Actions') },
  };
}

function leadOf({ start, failure }: ReviewInput): Pick<PageSnapshot['lead'], 'tone' | 'label' | 'sentence'> {
  if (failure !== undefined) return { tone: 'warn', label: l10n.t('Not changed'), sentence: failure };
  const { links } = start?.choices ?? {};
  if (links && isBroken(links))
    return { tone: 'warn', label: l10n.t('Links'), sentence: noticeText(linksText(links)[0] ?? '') };
  const sentence = l10n.t('Nothing is created or changed before you choose Start');
  return { tone: 'neutral', label: l10n.t('Not started'), sentence };
}

function buttonsOf({ start, hasBack }: ReviewInput): readonly PageButton<ReviewAction>[] {
  return [
    { action: 'start', label: l10n.t('Start'), ...(!start && { disabled: true }) },
    ...(hasBack ? [{ action: 'back', label: l10n.t('Back') } as const] : []),
    { action: 'cancel', label: l10n.t('Cancel') },
  ];
}

function leadDetail(start: PlannedStart): string {
  const { count, text } = listAsked(start);
  return [timeNeededText(start.outlook), l10n.t('Steps that need your input: {0} ({1})', count, text)].join(' · ');
}

/** Describes what visitors get before and after DNS leads to CDN. */
function visitorsOf(start: PlannedStart): readonly PageAnswer[] {
  const card = { tone: 'neutral', rows: [] } as const;
  return [
    { ...card, id: 'until', title: l10n.t('Visitors until the switch'), ...untilText(start.outlook) },
    { ...card, id: 'after', title: l10n.t('Visitors after the switch'), ...afterText(start) },
  ];
}

function untilText({ existing, cover, target, bindsLater }: PlanOutlook): Pick<PageAnswer, 'label' | 'notes'> {
  const noBefore = l10n.t(
    'Nothing can be proven before: you are asked before each change that they see, and the site is checked at the edge after it',
  );
  const undo = l10n.t('Settings can be undone in the Activity view');
  if (existing) {
    const isElsewhere = target !== undefined && target.place !== 'cdn';
    const today = l10n.t('DNS does not lead to it yet: visitors get what they get today until it does');
    return {
      label: l10n.t('There is no before: the domain is on CDN already'),
      notes: [noBefore, undo, ...(isElsewhere ? [today] : [])],
    };
  }
  if (cover !== undefined)
    return {
      label: l10n.t('They are on CDN through {0}: adding the name is the switch', showDomain(cover)),
      notes: [
        l10n.t('You are asked before it is added'),
        l10n.t('From then on they get what is made of it so far, and HTTPS once its certificate is set'),
        noBefore,
        undo,
      ],
    };
  switch (target?.place) {
    case 'free':
      return { label: l10n.t('None: DNS has no record of the name'), notes: [] };
    case 'elsewhere': {
      const [first] = target.records;
      const today = first ? plainText(`${first.type} ${first.value}`) : bindsLater && l10n.t('a wildcard record');
      return {
        label: l10n.t('What they get today, unchanged'),
        notes: today ? [l10n.t('DNS today: {0}', today)] : [],
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

function afterText({ choices, outlook, isOnCdn, publishing }: PlannedStart): Pick<PageAnswer, 'label' | 'notes'> {
  const { plan, folder, certificate, redirects } = choices;
  const { existing } = outlook;
  const hasHttps = existing ? existing.held !== undefined : certificate.kind !== 'later';
  const url = `${hasHttps ? 'https' : 'http'}://${showDomain(plan.domain)}`;
  const what =
    publishing !== 'none' && folder !== undefined
      ? noticeText(folderText(folder))
      : (ownBucket(plan.origin)?.name ?? '');
  const label = what === '' ? l10n.t('{0} through CDN', url) : l10n.t('{0} shows {1}', url, what);
  return {
    label,
    notes: [
      ...(plan.site ? [l10n.t('Site type: {0}', siteTypeText(plan.site.type))] : []),
      ...(plan.site?.notFoundPage === undefined
        ? []
        : [
            l10n.t(
              'A missing page redirects to {0} (302), which search engines may list',
              new URL(plan.site.notFoundPage).pathname,
            ),
          ]),
      ...(plan.site?.errorPage === undefined
        ? []
        : [l10n.t('A missing page shows {0} with status 404', `/${plan.site.errorPage}`)]),
      ...(hasHttps && !isOnCdn && redirects ? [l10n.t('http is redirected to https (301)')] : []),
      ...(!existing && isAfterSwitch(certificate) ? [l10n.t('http only for the first minutes: HTTPS follows')] : []),
    ],
  };
}

function sectionsOf(start: PlannedStart, account: Account, present: ReviewInput['present']): readonly PageSection[] {
  const { choices, outlook } = start;
  const terms = certificateTerms(choices, outlook);
  const all: readonly (PageSection | undefined)[] = [
    choiceSection(start, account),
    presentSection(choices, present),
    createdSection(start),
    changedSection(start),
    proofSection(start),
    {
      id: 'asked',
      title: l10n.t('What you are asked, and when'),
      lines: listAsked(start).lines,
    },
    terms.length > 0 ? { id: 'terms', title: l10n.t('The certificate'), lines: terms } : undefined,
    costSection(outlook),
  ];
  return all.filter((section) => section !== undefined);
}

function detailsOf({ outlook, siteChanges }: PlannedStart): readonly PageSection[] {
  const settings = l10n.t('Settings of the site type');
  const impossible = outlook.certificates.flatMap((option) =>
    'obstacle' in option ? [{ label: optionText(option), value: obstacleText(option.kind, option.obstacle) }] : [],
  );
  return [
    ...(siteChanges.length > 0
      ? [{ id: 'settings', title: settings, raw: { title: settings, text: changesText(siteChanges) } }]
      : []),
    ...(impossible.length > 0
      ? [{ id: 'certificates', title: l10n.t('Certificates that are not possible here'), facts: impossible }]
      : []),
  ];
}

/** A reason why the user may be needed: a sentence, and a short text for each input that is certain to be needed. */
interface Need {
  readonly line?: string;
  readonly inputs?: readonly string[];
}

/**
 * Lists what only the user can do, in order and one sentence per line. The inputs that are certain to be needed are counted in `count` and named in `text`,
 * short enough for one line.
 */
function listAsked(start: PlannedStart): {
  readonly lines: readonly string[];
  readonly count: number;
  readonly text: string;
} {
  const ofCertificate = start.proofs.find(({ proves }) => proves === 'certificate');
  const needs = [
    ...beforeDomain(start),
    ...untilOnline(start),
    ...onTheWay(start),
    ...ofHttps(start, ofCertificate?.when),
    ...ofSwitch(start, ofCertificate?.when),
    { line: l10n.t('Where CDN is not opened, or a fee is due, you are always asked') },
  ];
  const inputs = needs.flatMap((need) => need.inputs ?? []);
  return { lines: needs.flatMap(({ line }) => line ?? []), count: inputs.length, text: listText(inputs) };
}

function when(is: boolean | undefined, need: () => Need): readonly Need[] {
  return is ? [need()] : [];
}

function beforeDomain(start: PlannedStart): readonly Need[] {
  const { outlook, publishing, isLedToCdn } = start;
  const txts = countProofs(start);
  return [
    ...when(outlook.needsUploadDomain, () => ({
      line: l10n.t('At the beginning: a domain for uploads, and its DNS record'),
      inputs: [l10n.t('upload domain'), l10n.t('its DNS record')],
    })),
    ...when(publishing === 'start', () => ({
      line: l10n.t('Start allows publishing this folder, now and on each save'),
    })),
    ...when(publishing === 'asked', () => ({
      line: l10n.t('Before the first file: your consent that the folder is published, now and on each save'),
      inputs: [l10n.t('folder')],
    })),
    ...when(outlook.dns.kind !== 'here' && (txts > 0 || !isLedToCdn), () => ({
      line: l10n.t('DNS records to add at your DNS provider'),
      inputs: txts > 0 ? [txts > 1 ? l10n.t('{0} TXT records', txts) : l10n.t('TXT record')] : [],
    })),
    ...when(outlook.cover !== undefined, () => ({
      line: l10n.t('Before the name is added: visitors get what is made of it from then on'),
      inputs: [l10n.t('adding the name')],
    })),
  ];
}

function untilOnline({ outlook, publishing, access }: PlannedStart): readonly Need[] {
  return [
    ...when(access === 'asked', () => ({
      line: l10n.t('Once the domain is online: private access to the bucket'),
      inputs: [l10n.t('bucket access')],
    })),
    ...when(publishing !== 'none' && !outlook.isUnserved, () => ({
      line: l10n.t('Before publishing: what is added to a bucket that may have visitors'),
      inputs: [l10n.t('files')],
    })),
    ...when(publishing !== 'none' && !outlook.isEmpty, () => ({
      line: l10n.t('Before an object is overwritten: which ones; deletions are never part of it'),
    })),
  ];
}

function onTheWay({ choices: { plan }, isOnCdn, siteChanges }: PlannedStart): readonly Need[] {
  // A refusal of OSS is known only after an attempt.
  const mayBind = ownBucket(plan.origin) !== undefined && !isWildcard(plan.domain);
  const changes = isOnCdn && siteChanges.length > 0;
  return [
    ...when(isOnCdn && mayBind, () => ({
      line: l10n.t('On the way: the binding to the bucket and the origin host, where they are not set'),
      inputs: [l10n.t('binding')],
    })),
    ...when(changes, () => ({
      line: l10n.t('On the way: the settings of the site type, with before and after'),
      inputs: [l10n.t('settings')],
    })),
    ...when(changes && !isWildcard(plan.domain), () => ({
      line: l10n.t('After that: whether edges drop what they have cached, where they have not for the origin host'),
    })),
  ];
}

function ofHttps(
  { choices: { certificate }, outlook: { existing, lacksFile }, publishing }: PlannedStart,
  record: ProofRecord['when'] | undefined,
): readonly Need[] {
  return [
    ...when(existing && !existing.held, () => ({
      line: l10n.t('Before the proof: the certificate, with HTTP/2 and TLS 1.2 as the minimum version'),
      inputs: [l10n.t('certificate')],
    })),
    ...when(!existing && certificate.kind === 'files', () => ({
      line: l10n.t('Before the proof: the certificate and its key, from files'),
      inputs: [l10n.t('certificate')],
    })),
    ...when(record === 'asked' || isByHand(certificate, false), () => ({
      line: l10n.t('Before the certificate: the record that validates the domain'),
      inputs: [l10n.t('certificate record')],
    })),
    ...when(lacksFile && publishing === 'none', () => ({
      line: l10n.t('Before the proof: a file in the bucket to compare'),
      inputs: [l10n.t('file to compare')],
    })),
  ];
}

/** Returns whether the user adds the record that validates the certificate. `afterSwitch` selects whether that is after or before DNS leads to CDN. */
function isByHand(certificate: PossibleCertificate, afterSwitch: boolean): boolean {
  const validation = validationOf(certificate);
  return validation?.byHand === true && validation.afterSwitch === afterSwitch;
}

function ofSwitch(start: PlannedStart, record: ProofRecord['when'] | undefined): readonly Need[] {
  const { choices, outlook, isOnCdn, isLedToCdn, binds } = start;
  const { plan, certificate } = choices;
  const { staysUnbound, dns, existing } = outlook;
  return [
    ...when(!isLedToCdn && dns.kind === 'here', () => ({
      line: l10n.t(
        'Once the whole site is proven at the edge: the change of DNS, with the proof; you can leave DNS as it is',
      ),
      inputs: [l10n.t('DNS record')],
    })),
    ...when(!isLedToCdn && dns.kind !== 'here', () => ({
      line: l10n.t('Once the whole site is proven at the edge: the CNAME to add, with what to remove'),
      inputs: [l10n.t('CNAME record')],
    })),
    ...when(record === 'lateAsked' || isByHand(certificate, true), () => ({
      line: l10n.t('After the switch: the record of the certificate'),
      inputs: [l10n.t('certificate record')],
    })),
    ...when(staysUnbound && ownBucket(plan.origin) !== undefined && !isWildcard(plan.domain), () => ({
      line: l10n.t('At the end: the binding that needs an ICP filing'),
      inputs: [l10n.t('binding')],
    })),
    ...when(isOnCdn && (existing !== undefined || certificate.kind !== 'later'), () => ({
      line: l10n.t('At the end, recommended: the redirect of http to https, where it is not on'),
    })),
    ...when(binds, () => ({
      line: l10n.t('At the end, recommended: Auto CDN Cache Update, which you turn on in the OSS console'),
    })),
  ];
}
