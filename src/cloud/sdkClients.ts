import type { Link } from './call.js';
import { lazy } from './lazy.js';
import { toSdkKeys } from './sdkKeys.js';

type CdnModule = typeof import('./sdk/cdn.js');
type DnsModule = typeof import('./sdk/dns.js');
type OssModule = typeof import('./sdk/oss.js');
type OssClient = ReturnType<OssModule['openOss']>;

/** The CDN SDK and one client of it. */
export type CdnSdk = () => Promise<{ readonly sdk: CdnModule; readonly client: ReturnType<CdnModule['openCdn']> }>;
/** The Alidns SDK and one client of it. */
export type DnsSdk = () => Promise<{ readonly sdk: DnsModule; readonly client: ReturnType<DnsModule['openAlidns']> }>;

/** The OSS SDK and its client for a region. */
export type OssSdk = () => Promise<{ readonly sdk: OssModule; readonly open: (region: string) => OssClient }>;

/** Loads the CDN SDK at the first call. */
export function lazyCdn(link: Link): CdnSdk {
  return lazy(async () => {
    const sdk = await import('./sdk/cdn.js');
    return { sdk, client: sdk.openCdn(toSdkKeys(link.credentials), link.timeoutMs) };
  });
}

/** Loads the Alidns SDK at the first call. */
export function lazyDns(link: Link): DnsSdk {
  return lazy(async () => {
    const sdk = await import('./sdk/dns.js');
    return { sdk, client: sdk.openAlidns(toSdkKeys(link.credentials), link.timeoutMs) };
  });
}

/** Loads the OSS SDK at the first call; `open` gives the one client of a region. */
export function lazyOss(link: Link): OssSdk {
  return lazy(async () => {
    const sdk = await import('./sdk/oss.js');
    const clients = new Map<string, OssClient>();
    const open = (region: string) => {
      const client = clients.get(region) ?? sdk.openOss(toSdkKeys(link.credentials), region, link.timeoutMs);
      clients.set(region, client);
      return client;
    };
    return { sdk, open };
  });
}
