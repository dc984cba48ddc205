import { l10n } from 'vscode';
import type { SiteReason } from '../../../core/delivery/readFolder.js';
import type { SettingChange } from '../../../core/delivery/settingChange.js';
import type { SiteType } from '../../../core/delivery/siteType.js';
import type { PickItem } from '../../../core/form.js';
import { listText } from '../../../core/plainText.js';
import { countText } from '../bucketText.js';
import { changesText, effectTexts } from './changesText.js';

const types: Readonly<Record<SiteType, () => string>> = {
  website: () => l10n.t('Website'),
  spa: () => l10n.t('Single-Page App'),
  docs: () => l10n.t('Website with Folders'),
  downloads: () => l10n.t('Downloads'),
};

/** What a type of site is called. */
export function siteTypeText(type: SiteType): string {
  return types[type]();
}

/** The types of site, each with what it means for addresses. */
export function siteTypeItems(): readonly PickItem<SiteType>[] {
  const row = (value: SiteType, detail: string) => ({ label: siteTypeText(value), detail, value });
  return [
    row('website', l10n.t('/ serves index.html; the headers of the files control caching; text is compressed')),
    row('spa', l10n.t('URLs without a dot serve index.html with status 200; missing files return 404')),
    row('docs', l10n.t('/guide and /guide/ serve index.html of that directory')),
    row('downloads', l10n.t('No index page; only the requested ranges of large files are fetched')),
  ];
}

/** Why a type of site is proposed, such as: index.html in 31 folders, 404.html at the top. */
export function siteReasonText({ kind, files, folders, hashed, hasNotFound }: SiteReason): string {
  const facts: Readonly<Record<SiteReason['kind'], () => string>> = {
    folders: () =>
      folders === 1 ? l10n.t('index.html in one folder') : l10n.t('index.html in {0} folders', countText(folders)),
    app: () => l10n.t('index.html is the only page'),
    page: () => l10n.t('index.html at the top, none in folders'),
    pages: () => l10n.t('web pages, but no index.html at the top'),
    noPages: () => l10n.t('no web page among {0} files', countText(files)),
    nothing: () => l10n.t('no files yet'),
    unread: () => l10n.t('the files could not be read'),
  };
  return listText([
    facts[kind](),
    ...(hasNotFound ? [l10n.t('404.html at the top')] : []),
    ...(hashed > 0 ? [l10n.t('{0} names with a hash', countText(hashed))] : []),
  ]);
}

/** What follows from the rule by which `/` shows the index page, with the rule before and after. */
export function homePageDetail(changes: readonly SettingChange[]): string {
  return [
    changesText(changes),
    l10n.t('Visitors of the bare domain will get /index.html of the bucket. Other URLs will not be changed.'),
    ...effectTexts(changes.length),
  ].join('\n\n');
}
