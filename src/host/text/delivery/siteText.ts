import { l10n } from 'vscode';
import type { SiteCheck } from '../../../core/delivery/proveSite.js';
import type { SettingChange } from '../../../core/delivery/settingChange.js';
import type { SiteType } from '../../../core/delivery/siteType.js';
import type { SiteAsk } from '../../../core/onboarding/run/asks.js';
import { listText } from '../../plainText.js';
import { changesText, effectTexts } from './changesText.js';

const types: Readonly<Record<SiteType, () => string>> = {
  website: () => l10n.t('Website'),
  spa: () => l10n.t('Single-Page App'),
  docs: () => l10n.t('Documentation with Folders'),
  downloads: () => l10n.t('Downloads'),
};

/** What a type of site is called. */
export function siteTypeText(type: SiteType): string {
  return types[type]();
}

interface Text {
  readonly row: string;
  readonly sentence?: string;
  readonly detail: string;
}

type Texts = { readonly [K in SiteAsk['kind']]: (ask: Extract<SiteAsk, { kind: K }>) => Text };

/** What the user is asked while a domain is made to serve a site. */
export const siteAskTexts: Texts = {
  approveSite: ({ type, changes }) => ({
    row: l10n.t('Approve settings'),
    sentence: l10n.t('Approve the settings for {0}: {1}', siteTypeText(type), changes.length),
    detail: [
      changesText(changes),
      l10n.t('All other settings, and other parameters of these settings, will not be changed.'),
      ...effectTexts(changes.length),
    ].join('\n\n'),
  }),
  approveHomePage: ({ changes }) => ({
    row: l10n.t('Show index.html at /'),
    detail: homePageDetail(changes),
  }),
  offerDrop: () => ({
    row: l10n.t('Refresh the outdated cached copies?'),
    detail: [l10n.t('The edge serves what it cached before the change until that expires.'), dropCostText()].join(
      '\n\n',
    ),
  }),
  siteUnserved: ({ checks }) => ({
    row: l10n.t('Check the site; the edge does not respond as expected: {0}', listText(checks.map(checkText))),
    detail: l10n.t(
      'For several minutes, the edge has not responded as expected for this site type. The check repeats automatically; you can also finish without proof.',
    ),
  }),
};

/** What follows from the rule by which `/` shows the index page, with the rule before and after. */
export function homePageDetail(changes: readonly SettingChange[]): string {
  return [
    changesText(changes),
    l10n.t('Visitors of the bare domain will get /index.html of the bucket. Other URLs will not be changed.'),
    ...effectTexts(changes.length),
  ].join('\n\n');
}

/** What dropping every copy of a domain costs. */
export function dropCostText(): string {
  return l10n.t(
    'This will use 1 directory refresh of the daily quota. The edge will then fetch every file from the origin again, which is billed as origin traffic.',
  );
}

const checks: Readonly<Record<SiteCheck['kind'], () => string>> = {
  root: () => l10n.t('the index page'),
  route: () => l10n.t('a route or folder'),
  missing: () => l10n.t('a missing file'),
  asset: () => l10n.t('a file requested twice'),
};

function checkText({ kind, status }: SiteCheck): string {
  return status === undefined ? checks[kind]() : `${checks[kind]()} HTTP ${status}`;
}
