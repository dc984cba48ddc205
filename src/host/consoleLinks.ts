import type { BucketRef } from '../core/ports/oss.js';
import type { SettingValues } from './settings.js';

type Site = SettingValues['console'];

/** Pages of Alibaba Cloud's console, as its own documents and many public projects link them. */
export interface ConsoleLinks {
  cdnDomain(domain: string): string;
  cdnDomains(): string;
  cdnRefreshTasks(): string;
  buckets(): string;
  bucket(bucket: BucketRef): string;
  /** Where custom domains and Auto CDN Cache Update are; show the menu path (Bucket Settings > Domain Names) beside it. */
  bucketDomains(bucket: BucketRef): string;
  zone(zone: string): string;
  accessKeys(): string;
  ticket(): string;
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
    cdnDomains: () => page('cdn', '/domain/list'),
    cdnRefreshTasks: () => page('cdn', '/refresh/record'),
    buckets: () => page('oss', '/bucket'),
    bucket: (bucket) => bucketPage(bucket, 'object'),
    bucketDomains: (bucket) => bucketPage(bucket, 'domain'),
    zone: (zone) => page('dnsnext', `/authoritative/domains/${part(zone)}`),
    accessKeys: () => page('ram', '/profile/access-keys'),
    ticket: () => page('smartservice', '/service/create-ticket'),
    icp: () => 'https://beian.aliyun.com/',
    balance: () =>
      site === 'china' ? page('billing-cost', '/home') : page('billing-cost', '/fortune/billing-account'),
  };
}

function part(text: string): string {
  return encodeURIComponent(text);
}
