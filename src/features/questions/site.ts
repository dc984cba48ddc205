import { resourcePlanText } from '../../core/cdn/resourcePlan.js';
import type { SiteCheck } from '../../core/delivery/proveSite.js';
import { changeLabel, changesText, effectTexts, type SettingChange } from '../../core/delivery/settingChange.js';
import { functionText } from '../../core/delivery/settingText.js';
import { siteTypeText } from '../../core/delivery/siteType.js';
import { showDomain } from '../../core/domainName.js';
import { vendorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import type { AskOf, SettingAsk, SiteAsk } from '../../core/onboarding/run/asks.js';
import { shorten } from '../../core/text/countText.js';
import { listText, noticeText } from '../../core/text/plainText.js';
import { showButtons } from './askForms.js';
import type { AskContext, QuestionsOf } from './runQuestion.js';
import { answerButton, cdnButton, helpButton, recheckButton, ticketButton } from './ways.js';

/** Definitions of the questions about a site. */
export const siteQuestions: QuestionsOf<SiteAsk> = {
  approveSite: {
    text: ({ type, changes }) => ({
      row: l10n.t('Approve settings'),
      sentence: l10n.t('Approve the settings for {0}: {1}', siteTypeText(type), changes.length),
      detail: siteDetail(changes),
    }),
    show: approveSite,
  },
  offerDrop: {
    text: () => ({ row: l10n.t('Refresh the outdated cached copies?'), detail: dropDetail() }),
    show: offerDrop,
  },
  siteUnserved: {
    text: ({ checks }) => ({
      row: l10n.t('Check the site: {0}', failingText(checks)),
      detail: l10n.t(
        'For several minutes, the edge has not responded as expected for this site type. The check repeats automatically; you can also continue without proof.',
      ),
    }),
    ways: (_ask, context) => [
      answerButton(l10n.t('Continue Without Proof'), { skipped: { siteServed: true } }, context),
      recheckButton(context),
    ],
    observed: ['checks'],
  },
};

function siteDetail(changes: readonly SettingChange[]): string {
  return [
    changesText(changes),
    l10n.t('All other settings, and other parameters of these settings, will not be changed.'),
    ...effectTexts(changes.length),
  ].join('\n\n');
}

/** Asks for approval of all settings of a site, which are shown before and after. */
function approveSite({ type, changes, approval }: AskOf<'approveSite'>, context: AskContext): Promise<void> {
  const domain = showDomain(context.run.plan.domain);
  const question = l10n.t('Apply site type "{1}" to {0}?', domain, siteTypeText(type));
  const make = answerButton(changeLabel(changes.length), { approvals: { site: approval } }, context);
  return showButtons(question, [make], siteDetail(changes));
}

/** Asks before cached copies are dropped, since that uses a directory refresh and causes traffic from the origin. */
function offerDrop({ approval }: AskOf<'offerDrop'>, context: AskContext): Promise<void> {
  const buttons = [
    answerButton(l10n.t('Refresh Cached Copies'), { approvals: { dropCopies: approval } }, context),
    answerButton(l10n.t('Let Them Expire'), { left: { dropCopies: approval } }, context),
  ];
  const question = l10n.t('Refresh the cached copies of {0}?', showDomain(context.run.plan.domain));
  return showButtons(question, buttons, dropDetail());
}

function dropDetail(): string {
  return [
    l10n.t('The edge serves what it cached before the change until that expires.'),
    l10n.t(
      'This will use 1 directory refresh of the daily quota. The edge will then fetch every file from the origin again, which is billed as origin traffic.',
    ),
  ].join('\n\n');
}

/** Describes what is wrong if the edge answers with HTTP 200 or does not answer. */
const wrongs: Readonly<Record<SiteCheck['kind'], (check: SiteCheck) => string>> = {
  root: ({ contentType }) =>
    contentType === undefined
      ? l10n.t('the index page is not shown as a page')
      : l10n.t('the index page has the type {0} instead of text/html', noticeText(contentType)),
  route: (check) => l10n.t('{0} shows other content than its page', subjectText(check)),
  file: () => l10n.t('the edge serves other bytes than the bucket has'),
  missing: () => l10n.t('a missing file returns HTTP 200 instead of an error'),
  asset: () => l10n.t('a file requested twice is fetched from the origin both times'),
  certificate: () => l10n.t('the certificate is not valid for this domain'),
  download: ({ forced }) =>
    forced
      ? l10n.t('browsers download the index page, since OSS asks them to under its own domain')
      : l10n.t('browsers download the index page, since its Content-Disposition header says so'),
  bytes: () => l10n.t('the edge serves other bytes than the bucket has'),
};

const subjects: Readonly<Record<SiteCheck['kind'], () => string>> = {
  root: () => l10n.t('the index page'),
  route: () => l10n.t('a route'),
  file: () => l10n.t('the content of a file'),
  missing: () => l10n.t('a missing file'),
  asset: () => l10n.t('a file requested twice'),
  certificate: () => l10n.t('the certificate'),
  download: () => l10n.t('the index page'),
  bytes: () => l10n.t('the content of a file'),
};

/** Names what was requested: pages and files by their address. */
function subjectText({ kind, path }: SiteCheck): string {
  return (kind === 'route' || kind === 'file') && path !== '' ? noticeText(path) : subjects[kind]();
}

/** Describes the first failed checks and counts the others. */
export function failingText(checks: readonly SiteCheck[]): string {
  const { shown, more } = shorten([...new Set(checks.map(siteCheckText))]);
  return listText([...shown, ...more]);
}

/** Describes what is wrong in a failed check, as a part of a sentence. */
export function siteCheckText(check: SiteCheck): string {
  const { kind, status } = check;
  if (status !== undefined && status !== 200) return l10n.t('{0} returns HTTP {1}', subjectText(check), status);
  const isUnanswered = status === undefined && kind !== 'certificate';
  return isUnanswered ? l10n.t('{0} gets no answer', subjectText(check)) : wrongs[kind](check);
}

/** Questions about a setting that CDN does not make. */
export const settingQuestions: QuestionsOf<SettingAsk> = {
  settingFailed: {
    text: ({ functionName }) => ({
      row: l10n.t('Set again: {0}', functionText(functionName)),
      detail: l10n.t(
        'CDN accepted the setting "{0}" of the domain repeatedly, but it is not in effect. Nothing else was changed. Set it again, or check the domain in the console; a setting made there is detected automatically.',
        functionText(functionName),
      ),
    }),
    ways: ({ approval }, context) => [
      answerButton(l10n.t('Set Again'), { approvals: { setting: approval } }, context),
      cdnButton(context),
      ticketButton(context),
      recheckButton(context),
    ],
  },
  settingRefused: {
    text: ({ functionName, error, ofPlan }) => ({
      row: l10n.t('Continue without a setting that CDN refused: {0}', functionText(functionName)),
      detail: [
        ofPlan ? resourcePlanText() : vendorText(error),
        l10n.t(
          'Leave as It Is continues without this setting; everything else is set. To set it after all, resolve the cause in the console, then recheck.',
        ),
      ].join('\n\n'),
    }),
    ways: ({ leave, error }, context) => [
      answerButton(l10n.t('Leave as It Is'), { left: { settings: leave } }, context),
      cdnButton(context),
      ...helpButton(error, context),
      recheckButton(context),
    ],
  },
};
