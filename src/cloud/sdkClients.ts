import { type CallSpec, type Link, read, type SdkAnswer, write } from './call.js';
import { lazy } from './lazy.js';
import { toSdkKeys } from './sdkKeys.js';

type CdnModule = typeof import('./sdk/cdn.js');
type DnsModule = typeof import('./sdk/dns.js');

/** Calls through one SDK, which is loaded at the first of them; `read` and `write` as in `call.ts`. */
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

/** Calls to CDN. */
export function openCdnApi(link: Link): CdnApi {
  return toApi(link, async () => {
    const sdk = await import('./sdk/cdn.js');
    return { sdk, client: sdk.openCdn(toSdkKeys(link.credentials), link.timeoutMs) };
  });
}

/** Calls to Alidns. */
export function openDnsApi(link: Link): DnsApi {
  return toApi(link, async () => {
    const sdk = await import('./sdk/dns.js');
    return { sdk, client: sdk.openAlidns(toSdkKeys(link.credentials), link.timeoutMs) };
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
    write: (spec, send) => write(link, spec, through(send)),
  };
}
