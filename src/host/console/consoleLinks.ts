import type { Site } from '../../core/account.js';
import { l10n } from '../../core/l10n.js';
import type { BucketRef } from '../../core/ports/oss.js';

/** A page whose address is seen in public projects only, and the way through the console's menu for when it has moved. */
export interface MenuPage {
  readonly url: string;
  readonly menu: string;
}

/** A page to open; `openPage` tells the menu of those that have one. */
export type ConsolePage = string | MenuPage;

/** Pages of Alibaba Cloud's console, as its own documents and many public projects link them. */
export interface ConsoleLinks {
  cdnDomain(domain: string): MenuPage;
  /** One tab of a domain. */
  cdnDomainPage(domain: string, page: DomainPage): MenuPage;
  cdnDomains(): string;
  cdnRefreshTasks(): string;
  buckets(): string;
  /** The files of a bucket. */
  bucket(bucket: BucketRef): MenuPage;
  /** Where custom domains and Auto CDN Cache Update are. */
  bucketDomains(bucket: BucketRef): MenuPage;
  zone(zone: string): MenuPage;
  zones(): string;
  certificates(): string;
  /** The role by which CDN reads private buckets; shown only where it exists. */
  privateOssRole(): string;
  /** What the vendor's error centre says of an error code. */
  errorHelp(error: { readonly code: string; readonly product: string; readonly requestId?: string }): string;
  /** Where a custom policy of RAM is made. */
  newPolicy(): string;
  ramUsers(): string;
  ticket(): string;
  /** Where limits are raised; the address of one product is not known. */
  quotas(): MenuPage;
  dcdn(): string;
  /** The sites of ESA, to which the vendor leads new users of DCDN. */
  esa(): string;
  /** What may be delivered through CDN, and what not. */
  contentLimits(): string;
  /** What CDN costs. */
  prices(): string;
  /** The prices of OSS. */
  ossPrices(): string;
  /** Where a mainland service is filed. */
  icp(): string;
  balance(): string;
}

/** The links of the China or the international site; paths are the same, hosts differ. */
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
    // Source: the links of the vendor's own documents.
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

/** The way to a page of a domain through the console's menu, for when its address leads elsewhere. */
function domainMenu(page: DomainPage, domain: string): string {
  return l10n.t('In the CDN console: Domain Names > {0} > {1}', shown(domain), domainPageTitle(page));
}

/** The way to a domain through the console's menu. */
function domainNamesMenu(domain: string): string {
  return l10n.t('In the CDN console: Domain Names > {0}', shown(domain));
}

/** The way to the records of a zone through the console's menu. */
function zoneMenu(zone: string): string {
  return l10n.t('In the DNS console: Public Zone > {0}', zone);
}

/** The way to the files of a bucket through the console's menu. */
function objectsMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Object Management > Objects', bucket);
}

/** The way to the static pages of a bucket through the console's menu; no address of them is known. */
export function staticPagesMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Data Management > Static Pages', bucket);
}

/** The way to the limits of CDN. */
function quotasMenu(): string {
  return l10n.t('In Quota Center: choose CDN');
}

/** The way to the custom domains of a bucket whose name is not known. */
export function anyBucketDomainsMenu(): string {
  return l10n.t('In the OSS console: the bucket > Bucket Settings > Domain Names');
}

/** The way to a bucket's custom domains through the console's menu. */
function bucketDomainsMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Bucket Settings > Domain Names', bucket);
}

/** CDN names a wildcard `.example.com`; its console shows it as people write it. */
function shown(domain: string): string {
  return domain.replace(/^\./, '*.');
}

/** A tab of an accelerated domain: basics, origin fetch, HTTPS, cache. */
type DomainPage = 'basic' | 'backSrc' | 'https' | 'cache';

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
