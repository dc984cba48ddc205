import type { Link } from '../callWithRetry.js';
import { createSdkApi, type SdkApi } from '../sdkApi.js';
import { toSdkKeys } from '../sdkKeys.js';

type OssSdk = typeof import('./sdk.js');
type OssClient = ReturnType<OssSdk['openOss']>;

/** Calls through one OSS client per region, or per upload domain. */
export type OssControl = SdkApi<(region: string, uploadDomain?: string) => OssClient, OssSdk>;

/** Opens calls to OSS that transfer no objects. */
export function openOssControl(link: Link): OssControl {
  return createSdkApi(link, async () => {
    const sdk = await import('./sdk.js');
    const clients = new Map<string, OssClient>();
    const client = (region: string, uploadDomain?: string) => {
      const place = `${region} ${uploadDomain ?? ''}`;
      const open = clients.get(place) ?? sdk.openOss(toSdkKeys(link.credentials), region, link.timeoutMs, uploadDomain);
      clients.set(place, open);
      return open;
    };
    return { sdk, client };
  });
}
