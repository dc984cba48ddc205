import type { Link } from '../callWithRetry.js';
import { createSdkApi, type SdkApi } from '../sdkApi.js';
import { toSdkKeys } from '../sdkKeys.js';

type DnsSdk = typeof import('./sdk.js');

/** Calls to Alidns through the vendor's SDK. */
export type DnsApi = SdkApi<ReturnType<DnsSdk['openAlidns']>, DnsSdk>;

/** Calls to Alidns. */
export function openDnsApi(link: Link): DnsApi {
  return createSdkApi(link, async () => {
    const sdk = await import('./sdk.js');
    return { sdk, client: sdk.openAlidns(toSdkKeys(link.credentials), link.timeoutMs) };
  });
}
