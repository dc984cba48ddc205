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

/** Pages outside the console. Source: links in the vendor's own documentation. */
const publicPages = {
  china: {
    contentLimits: 'https://help.aliyun.com/zh/cdn/product-overview/limits',
    prices: 'https://www.aliyun.com/price/product#/cdn/detail/cdn',
    ossPrices: 'https://www.aliyun.com/price/product#/oss/detail',
  },
  international: {
    contentLimits: 'https://www.alibabacloud.com/help/en/cdn/product-overview/limits',
    prices: 'https://www.alibabacloud.com/product/cdn/pricing',
    ossPrices: 'https://www.alibabacloud.com/product/oss/pricing',
  },
} as const satisfies Record<Site, object>;

/** Pages of Alibaba Cloud's console, as linked by its documentation and public projects. */
export type ConsoleLinks = ReturnType<typeof consoleLinks>;

/** The links of the China or the international site. Paths are the same, hosts differ. */
export function consoleLinks(site: Site) {
  const suffix = site === 'china' ? 'aliyun.com' : 'alibabacloud.com';
  const page = (product: string, path: string) => `https://${product}.console.${suffix}${path}`;
  const cdnPage = (domain: string) => page('cdn', `/domain/detail/${part(domain)}`);
  const bucketPage = ({ region, name }: BucketRef, tab: string) =>
    page('oss', `/bucket/oss-${part(region)}/${part(name)}/${tab}`);
  const menuPage = (url: string, menu: string): MenuPage => ({ url, menu });
  return {
    cdnDomain: (domain: string) =>
      menuPage(cdnPage(domain), l10n.t('In the CDN console: Domain Names > {0}', shown(domain))),
    cdnDomainPage: (domain: string, tab: DomainPage) => menuPage(`${cdnPage(domain)}/${tab}`, domainMenu(tab, domain)),
    cdnDomains: () => page('cdn', '/domain/list'),
    cdnRefreshTasks: () => page('cdn', '/refresh/record'),
    buckets: () => page('oss', '/bucket'),
    /** The files of a bucket. */
    bucket: (bucket: BucketRef) => menuPage(bucketPage(bucket, 'object'), objectsMenu(bucket.name)),
    /** The custom domains and Auto CDN Cache Update of a bucket. */
    bucketDomains: (bucket: BucketRef) => menuPage(bucketPage(bucket, 'domain'), bucketDomainsMenu(bucket.name)),
    zone: (zone: string) =>
      menuPage(
        page('dnsnext', `/authoritative/domains/${part(zone)}`),
        l10n.t('In the DNS console: Public Zone > {0}', zone),
      ),
    zones: () => page('dnsnext', '/authoritative'),
    certificates: () => page('yundunnext', '/?p=cas'),
    /** The role that lets CDN read private buckets; shown only if it exists. */
    privateOssRole: () => page('ram', '/roles/detail?roleName=AliyunCDNAccessingPrivateOSSRole'),
    errorHelp: (error: FailedCall) => errorHelp(site, error),
    /** Creates a custom policy in RAM. */
    newPolicy: () => page('ram', '/policies/new'),
    ramUsers: () => page('ram', '/users'),
    ticket: () => page('smartservice', '/service/create-ticket'),
    /** Quota increases; no product has a known address. */
    quotas: () => menuPage(page('quotas', '/products'), l10n.t('In Quota Center: choose CDN')),
    dcdn: () => page('dcdn', '/overview'),
    /** The sites of ESA, which the vendor recommends to new users of DCDN. */
    esa: () => page('esa', '/siteManage/list'),
    contentLimits: () => publicPages[site].contentLimits,
    prices: () => publicPages[site].prices,
    ossPrices: () => publicPages[site].ossPrices,
    icp: () => 'https://beian.aliyun.com/',
    balance: () => page('billing-cost', site === 'china' ? '/home' : '/fortune/billing-account'),
  };
}

interface FailedCall {
  readonly code: string;
  readonly product: string;
  readonly requestId?: string;
}

/** The error centre's page on an error code. */
function errorHelp(site: Site, { code, product, requestId }: FailedCall): string {
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

/** The menu path to the files of a bucket. */
function objectsMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Object Management > Objects', bucket);
}

/** The menu path to the static pages of a bucket, whose address is not known. */
export function staticPagesMenu(bucket: string): string {
  return l10n.t('In the OSS console: {0} > Data Management > Static Pages', bucket);
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
