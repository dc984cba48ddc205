import { l10n } from 'vscode';

/** A tab of an accelerated domain: basics, origin fetch, HTTPS, cache. */
export type DomainPage = 'basic' | 'backSrc' | 'https' | 'cache';

const titles = {
  basic: () => l10n.t('Basic Information'),
  backSrc: () => l10n.t('Origin Fetch'),
  https: () => l10n.t('HTTPS'),
  cache: () => l10n.t('Cache'),
} satisfies Record<DomainPage, () => string>;

/** The console's name of a page of an accelerated domain. */
export function domainPageTitle(page: DomainPage): string {
  return titles[page]();
}
