import { type CallSpec, type Link, read, type SdkAnswer, writeBySdk } from './callWithRetry.js';
import { lazy } from './lazy.js';
import { toSdkKeys } from './sdkKeys.js';

type CdnModule = typeof import('./cdn/sdk.js');
type DnsModule = typeof import('./alidns/sdk.js');
type OssModule = typeof import('./oss/sdk.js');
type OssClient = ReturnType<OssModule['openOss']>;

/** Calls through one SDK, which is loaded at the first of them; `read` and `write` as `read` and `writeBySdk` in `call.ts`. */
export interface Api<Client, Sdk> {
  read<Answer extends SdkAnswer<unknown>>(spec: CallSpec, send: Send<Client, Sdk, Answer>): Promise<Answer>;
  write<Answer extends SdkAnswer<unknown>>(
    spec: CallSpec,
    send: Send<Client, Sdk, Answer>,
  ): Promise<Answer | undefined>;
}
type Send<Client, Sdk, Answer> = (client: Client, sdk: Sdk) => Promise<Answer>;

export type CdnApi = Api<ReturnType<CdnModule['openCdn']>, CdnModule>;
export type DnsApi = Api<ReturnType<DnsModule['openAlidns']>, DnsModule>;
/** The client of OSS is one for each region, and for each upload domain where a bucket is asked through one. */
export type OssControl = Api<(region: string, uploadDomain?: string) => OssClient, OssModule>;

/** Calls to CDN. */
export function openCdnApi(link: Link): CdnApi {
  return toApi(link, async () => {
    const sdk = await import('./cdn/sdk.js');
    return { sdk, client: sdk.openCdn(toSdkKeys(link.credentials), link.timeoutMs) };
  });
}

/** Calls to Alidns. */
export function openDnsApi(link: Link): DnsApi {
  return toApi(link, async () => {
    const sdk = await import('./alidns/sdk.js');
    return { sdk, client: sdk.openAlidns(toSdkKeys(link.credentials), link.timeoutMs) };
  });
}

/** Calls to OSS that move no objects. */
export function openOssControl(link: Link): OssControl {
  return toApi(link, async () => {
    const sdk = await import('./oss/sdk.js');
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

function toApi<Client, Sdk>(link: Link, open: () => Promise<{ client: Client; sdk: Sdk }>): Api<Client, Sdk> {
  const load = lazy(open);
  const through =
    <Answer>(send: Send<Client, Sdk, Answer>) =>
    async () => {
      const { client, sdk } = await load();
      return send(client, sdk);
    };
  return {
    read: (spec, send) => read(link, spec, through(send)),
    write: (spec, send) => writeBySdk(link, spec, through(send)),
  };
}
