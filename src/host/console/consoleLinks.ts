import type { Site } from '../../core/account.js';
import { l10n } from '../../core/l10n.js';
import type { BucketRef } from '../../core/ports/oss.js';

/** A page whose address is known from public projects only, with its path in the console's menu in case it moves. */
export interface MenuPage {
  readonly url: string;
  readonly menu: string;
}

/** A page to open. `openPage` shows the menu path if there is one. */
export type ConsolePage = string | MenuPage;

/** Pages of Alibaba Cloud's console, as linked by its documentation and public projects. */
export interface ConsoleLinks {
  cdnDomain(domain: string): MenuPage;
  /** A tab of a domain. */
  cdnDomainPage(domain: string, page: DomainPage): MenuPage;
  cdnDomains(): string;
  cdnRefreshTasks(): string;
  buckets(): string;
  /** The files of a bucket. */
  bucket(bucket: BucketRef): MenuPage;
  /** The custom domains and Auto CDN Cache Update of a bucket. */
  bucketDomains(bucket: BucketRef): MenuPage;
  zone(zone: string): MenuPage;
  zones(): string;
  certificates(): string;
  /** The role that lets CDN read private buckets; shown only if it exists. */
  privateOssRole(): string;
  /** The error centre's page on an error code. */
  errorHelp(error: { readonly code: string; readonly product: string; readonly requestId?: string }): string;
  /** Creates a custom policy in RAM. */
  newPolicy(): string;
  ramUsers(): string;
  ticket(): string;
  /** Quota increases; no product has a known address. */
  quotas(): MenuPage;
  dcdn(): string;
  /** The sites of ESA, which the vendor recommends to new users of DCDN. */
  esa(): string;
  /** The rules for content on CDN. */
  contentLimits(): string;
  /** The prices of CDN. */
  prices(): string;
  /** The prices of OSS. */
  ossPrices(): string;
  /** The ICP filing of a mainland service. */
  icp(): string;
  balance(): string;
}

/** The links of the China or the international site. Paths are the same, hosts differ. */
export function consoleLinks(site: Site): ConsoleLinks {
  const suffix = site === 'china' ? 'aliyun.com' : 'alibabacloud.com';
  const page = (product: string, path: string) => `https://${product}.console.${suffix}${path}`;
  const bucketPage = ({ region, name }: BucketRef, tab: string) =>
    page('oss', `/bucket/oss-${part(region)}/${part(name)}/${tab}`);
  return {
    cdnDomain: (domain) => ({
      url: page('cdn', `/domain/detail/${part(domain)}`),
      menu: domainNamesMenu(domain),
    }),
    cdnDomainPage: (domain, tab) => ({
      url: page('cdn', `/domain/detail/${part(domain)}/${tab}`),
      menu: domainMenu(tab, domain),
    }),
    cdnDomains: () => page('cdn', '/domain/list'),
    cdnRefreshTasks: () => page('cdn', '/refresh/record'),
    buckets: () => page('oss', '/bucket'),
    bucket: (bucket) => ({ url: bucketPage(bucket, 'object'), menu: objectsMenu(bucket.name) }),
    bucketDomains: (bucket) => ({ url: bucketPage(bucket, 'domain'), menu: bucketDomainsMenu(bucket.name) }),
    zone: (zone) => ({ url: page('dnsnext', `/authoritative/domains/${part(zone)}`), menu: zoneMenu(zone) }),
    zones: () => page('dnsnext', '/authoritative'),
    certificates: () => page('yundunnext', '/?p=cas'),
    privateOssRole: () => page('ram', '/roles/detail?roleName=AliyunCDNAccessingPrivateOSSRole'),
    errorHelp: (error) => errorHelp(site, error),
    newPolicy: () => page('ram', '/policies/new'),
    ramUsers: () => page('ram', '/users'),
    ticket: () => page('smartservice', '/service/create-ticket'),
    quotas: () => ({ url: page('quotas', '/products'), menu: quotasMenu() }),
    dcdn: () => page('dcdn', '/overview'),
    esa: () => page('esa', '/siteManage/list'),
    contentLimits: () =>
      site === 'china'
        ? 'https://help.aliyun.com/zh/cdn/product-overview/limits'
        : 'https://www.alibabacloud.com/help/en/cdn/product-overview/limits',
    // Source: links in the vendor's own documentation.
    prices: () =>
      site === 'china'
        ? 'https://www.aliyun.com/price/product#/cdn/detail/cdn'
        : 'https://www.alibabacloud.com/product/cdn/pricing',
    ossPrices: () =>
      site === 'china'
        ? 'https://www.aliyun.com/price/product#/oss/detail'
        : 'https://www.alibabacloud.com/product/oss/pricing',
    icp: () => 'https://beian.aliyun.com/',
    balance: () =>
      site === 'china' ? page('billing-cost', '/home') : page('billing-cost', '/fortune/billing-account'),
  };
}

function errorHelp(site: Site, { code, product, requestId }: Parameters<ConsoleLinks['errorHelp']>[0]): string {
  const host = site === 'china' ? 'api.aliyun.com' : 'api.alibabacloud.com';
  const language = site === 'china' ? {} : { intl_lang: 'EN_US' };
  const query = new URLSearchParams({ ...language, q: code, product, ...(requestId && { requestId }) });
  return `https://${host}/troubleshoot?${query.toString()}`;
}

function part(text: string): string {
  return encodeURIComponent(text);
}

/** The menu path to a page of a domain, in case its address leads elsewhere. */
function domainMenu(page: DomainPage, domain: string): string {
  return l10n.t('In the CDN console: Domain Names > {0} > {1}', shown(domain), domainPageTitle(page));
}

/** The menu path to a domain. */
function domainNamesMenu(domain: string): string {
  return l10n.t('In the CDN console: Domain Names > {0}', shown(domain));
}

/** The menu path to the records of a zone. */
function zoneMenu(zone: string): string {
  return l10n.t('In the DNS console: Public Zone > {0}', zone);
}

/** The menu path to the files of a bucket. */
function objectsMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Object Management > Objects', bucket);
}

/** The menu path to the static pages of a bucket, whose address is not known. */
export function staticPagesMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Data Management > Static Pages', bucket);
}

/** The menu path to the quotas of CDN. */
function quotasMenu(): string {
  return l10n.t('In Quota Center: choose CDN');
}

/** The menu path to the custom domains of an unknown bucket. */
export function anyBucketDomainsMenu(): string {
  return l10n.t('In the OSS console: the bucket > Bucket Settings > Domain Names');
}

/** The menu path to the custom domains of a bucket. */
function bucketDomainsMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Bucket Settings > Domain Names', bucket);
}

/** Formats a wildcard `.example.com` of CDN as the console does. */
function shown(domain: string): string {
  return domain.replace(/^\./, '*.');
}

/** A tab of a CDN domain: basics, origin fetch, HTTPS, cache. */
type DomainPage = 'basic' | 'backSrc' | 'https' | 'cache';

const titles = {
  basic: () => l10n.t('Basic Information'),
  backSrc: () => l10n.t('Origin Fetch'),
  https: () => l10n.t('HTTPS'),
  cache: () => l10n.t({ message: 'Cache', comment: 'A page of the CDN console' }),
} satisfies Record<DomainPage, () => string>;

/** The console's name for a tab of a CDN domain. */
export function domainPageTitle(page: DomainPage): string {
  return titles[page]();
}
