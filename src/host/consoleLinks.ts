import type { BucketRef } from '../core/ports/oss.js';
import type { SettingValues } from './settings.js';

type Site = SettingValues['console'];

/** A tab of an accelerated domain: basics, origin fetch, HTTPS, cache. */
export type DomainPage = 'basic' | 'backSrc' | 'https' | 'cache';

/** Pages of Alibaba Cloud's console, as its own documents and many public projects link them. */
export interface ConsoleLinks {
  cdnDomain(domain: string): string;
  /** One tab of a domain; the address is seen in public projects only, so show `domainMenu` beside it. */
  cdnDomainPage(domain: string, page: DomainPage): string;
  cdnDomains(): string;
  cdnRefreshTasks(): string;
  buckets(): string;
  bucket(bucket: BucketRef): string;
  /** Where custom domains and Auto CDN Cache Update are; show the menu path (Bucket Settings > Domain Names) beside it. */
  bucketDomains(bucket: BucketRef): string;
  zone(zone: string): string;
  zones(): string;
  certificates(): string;
  /** The role by which CDN reads private buckets; shown only where it exists. */
  privateOssRole(): string;
  /** What the vendor's error centre says of an error code. */
  errorHelp(error: { readonly code: string; readonly product: string; readonly requestId?: string }): string;
  accessKeys(): string;
  ticket(): string;
  /** Where limits are raised; show the product (CDN) beside it. */
  quotas(): string;
  dcdn(): string;
  /** What may be delivered through CDN, and what not. */
  contentLimits(): string;
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
    cdnDomain: (domain) => page('cdn', `/domain/detail/${part(domain)}`),
    cdnDomainPage: (domain, tab) => page('cdn', `/domain/detail/${part(domain)}/${tab}`),
    cdnDomains: () => page('cdn', '/domain/list'),
    cdnRefreshTasks: () => page('cdn', '/refresh/record'),
    buckets: () => page('oss', '/bucket'),
    bucket: (bucket) => bucketPage(bucket, 'object'),
    bucketDomains: (bucket) => bucketPage(bucket, 'domain'),
    zone: (zone) => page('dnsnext', `/authoritative/domains/${part(zone)}`),
    zones: () => page('dnsnext', '/authoritative'),
    certificates: () => page('yundunnext', '/?p=cas'),
    privateOssRole: () => page('ram', '/roles/detail?roleName=AliyunCDNAccessingPrivateOSSRole'),
    errorHelp: (error) => errorHelp(site, error),
    accessKeys: () => page('ram', '/profile/access-keys'),
    ticket: () => page('smartservice', '/service/create-ticket'),
    quotas: () => page('quotas', '/products'),
    dcdn: () => page('dcdn', '/overview'),
    contentLimits: () =>
      site === 'china'
        ? 'https://help.aliyun.com/zh/cdn/product-overview/limits'
        : 'https://www.alibabacloud.com/help/en/cdn/product-overview/limits',
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
