import type { Link } from '../callWithRetry.js';
import { createSdkApi, type SdkApi } from '../sdkApi.js';

type OssSdk = typeof import('./sdk.js');
type OssClient = ReturnType<OssSdk['openOss']>;

/** Calls through one OSS client per region, or per upload domain. */
export type OssControl = SdkApi<(region: string, uploadDomain?: string) => OssClient, OssSdk>;

/** Opens calls to OSS that transfer no objects. */
export function openOssControl(link: Link): OssControl {
  const clients = new Map<string, OssClient>();
  return createSdkApi(
    link,
    () => import('./sdk.js'),
    (sdk, keys) => (region, uploadDomain) => {
      const place = `${region} ${uploadDomain ?? ''}`;
      const client = clients.get(place) ?? sdk.openOss(keys, region, link.timeoutMs, uploadDomain);
      clients.set(place, client);
      return client;
    },
  );
}
