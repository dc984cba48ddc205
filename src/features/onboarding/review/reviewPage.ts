import type { Account } from '../../../core/account.js';
import type { PresentSite } from '../../../core/delivery/readPresentSite.js';
import { changesText } from '../../../core/delivery/settingChange.js';
import { siteTypeText } from '../../../core/delivery/siteType.js';
import { showDomain } from '../../../core/domainName.js';
import { l10n } from '../../../core/l10n.js';
import { ownBucket } from '../../../core/origin.js';
import { noticeText, plainText } from '../../../core/text/plainText.js';
import { folderText } from '../../../host/folderText.js';
import type { PageAnswer, PageButton, PageSection, PageSnapshot } from '../../../protocol/page.js';
import { listAsked } from './askedSection.js';
import { certificateTerms, isAfterSwitch, obstacleText, optionText } from './certificateText.js';
import { changedSection, createdSection } from './changeSections.js';
import type { PlannedStart } from './choices.js';
import { proofSection } from './dnsSections.js';
import type { PlanOutlook } from './outlook.js';
import { choiceSection, costSection, presentSection, timeNeededText } from './planSections.js';
import type { ReviewAction } from './reviewActions.js';

/** What a review is made of; without `start` the cloud is still being read. */
export interface ReviewInput {
  readonly domain: string;
  readonly account: Account;
  readonly hasBack: boolean;
  readonly start?: PlannedStart;
  /** Why the last button failed. */
  readonly failure?: string;
  /** The name's site today, if it is read. */
  readonly present?: PresentSite | 'reading';
}

/** The whole review in the user's language. */
export function toReviewPage(input: ReviewInput): PageSnapshot {
  const { domain, account, start, present, failure } = input;
  const name = showDomain(domain);
  return {
    language: l10n.language,
    title: l10n.t('Review: {0}', name),
    lead: {
      ...(failure === undefined
        ? {
            tone: 'neutral',
            label: l10n.t('Not started'),
            sentence: l10n.t('Nothing is created or changed before you choose Start'),
          }
        : { tone: 'warn', label: l10n.t('Not changed'), sentence: failure }),
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

/** What visitors get before and after DNS leads to CDN. */
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
      ...(plan.site?.notFoundPage === undefined ? [] : [l10n.t('A missing page leads to {0}', '/404.html')]),
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
