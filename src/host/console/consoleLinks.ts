import type { BucketRef } from '../../core/ports/oss.js';
import type { SettingValues } from '../settings.js';
import {
  bucketDomainsMenu,
  type DomainPage,
  domainMenu,
  domainNamesMenu,
  objectsMenu,
  quotasMenu,
  zoneMenu,
} from './consoleMenus.js';

type Site = SettingValues['console'];

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
