import { l10n } from 'vscode';

/** The way to a page of a domain through the console's menu, for when its address leads elsewhere. */
export function domainMenu(page: DomainPage, domain: string): string {
  return l10n.t('In the CDN console: Domain Names > {0} > {1}', shown(domain), domainPageTitle(page));
}

/** The way to a domain through the console's menu. */
export function domainNamesMenu(domain: string): string {
  return l10n.t('In the CDN console: Domain Names > {0}', shown(domain));
}

/** The way to the records of a zone through the console's menu. */
export function zoneMenu(zone: string): string {
  return l10n.t('In the DNS console: Public Zone > {0}', zone);
}

/** The way to the files of a bucket through the console's menu. */
export function objectsMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Object Management > Objects', bucket);
}

/** The way to the static pages of a bucket through the console's menu; no address of them is known. */
export function staticPagesMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Data Management > Static Pages', bucket);
}

/** The way to the limits of CDN. */
export function quotasMenu(): string {
  return l10n.t('In Quota Center: choose CDN');
}

/** The way to the custom domains of a bucket whose name is not known. */
export function anyBucketDomainsMenu(): string {
  return l10n.t('In the OSS console: the bucket > Bucket Settings > Domain Names');
}

/** The way to a bucket's custom domains through the console's menu. */
export function bucketDomainsMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Bucket Settings > Domain Names', bucket);
}

/** CDN names a wildcard `.example.com`; its console shows it as people write it. */
function shown(domain: string): string {
  return domain.replace(/^\./, '*.');
}

/** A tab of an accelerated domain: basics, origin fetch, HTTPS, cache. */
export type DomainPage = 'basic' | 'backSrc' | 'https' | 'cache';

const titles = {
  basic: () => l10n.t('Basic Information'),
  backSrc: () => l10n.t('Origin Fetch'),
  https: () => l10n.t('HTTPS'),
  cache: () => l10n.t({ message: 'Cache', comment: 'A page of the CDN console' }),
} satisfies Record<DomainPage, () => string>;

/** The console's name of a page of an accelerated domain. */
export function domainPageTitle(page: DomainPage): string {
  return titles[page]();
}
