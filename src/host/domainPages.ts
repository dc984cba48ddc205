import { l10n } from 'vscode';
import type { DomainPage } from './consoleLinks.js';

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

/** The way to a page of a domain through the console's menu, for when its address leads elsewhere. */
export function domainMenu(page: DomainPage, domain: string): string {
  return l10n.t('In the CDN console: Domain Names > {0} > {1}', domain, domainPageTitle(page));
}

/** The way to a bucket's custom domains through the console's menu. */
export function bucketDomainsMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Bucket Settings > Domain Names', bucket);
}
