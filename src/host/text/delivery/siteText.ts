import { l10n } from 'vscode';
import type { SettingChange } from '../../../core/delivery/settingChange.js';
import type { SiteType } from '../../../core/delivery/siteType.js';
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

/** What follows from the rule by which `/` shows the index page, with the rule before and after. */
export function homePageDetail(changes: readonly SettingChange[]): string {
  return [
    changesText(changes),
    l10n.t('Visitors of the bare domain will get /index.html of the bucket. Other URLs will not be changed.'),
    ...effectTexts(changes.length),
  ].join('\n\n');
}
