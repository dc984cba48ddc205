import type { Credentials } from '../core/account.js';
import { lazy } from '../core/concurrency/lazy.js';
import { type CallSpec, type Link, read, type SdkAnswer, write } from './callWithRetry.js';
import { isDrift } from './errors.js';

type Send<Client, Sdk, Answer> = (client: Client, sdk: Sdk) => Promise<Answer>;

/** Calls through one SDK, which is loaded at the first call; `read` and `write` as in `callWithRetry.ts`. */
export interface SdkApi<Client, Sdk> {
  read<Answer extends SdkAnswer<unknown>>(spec: CallSpec, send: Send<Client, Sdk, Answer>): Promise<Answer>;
  /** `undefined` means that the change was made but the SDK could not read the answer. */
  write<Answer extends SdkAnswer<unknown>>(
    spec: CallSpec,
    send: Send<Client, Sdk, Answer>,
  ): Promise<Answer | undefined>;
}

/** The interface for keys in the vendor's SDKs: one method, called for every attempt. The vendor's own credential chain never runs. */
export interface SdkKeys {
  getCredential(): Promise<Credentials & { readonly type: 'sts' | 'access_key' }>;
}

/** Creates calls through the SDK that `load` imports, by the client that `open` makes of it. */
export function createSdkApi<Client, Sdk>(
  link: Link,
  load: () => Promise<Sdk>,
  open: (sdk: Sdk, keys: SdkKeys) => Client,
): SdkApi<Client, Sdk> {
  const getCredential: SdkKeys['getCredential'] = async () => {
    const keys = await link.credentials();
    return { ...keys, type: keys.securityToken ? 'sts' : 'access_key' };
  };
  const opened = lazy(async () => {
    const sdk = await load();
    return { sdk, client: open(sdk, { getCredential }) };
  });
  const through = async <Answer>(send: Send<Client, Sdk, Answer>) => {
    const { client, sdk } = await opened();
    return send(client, sdk);
  };
  return {
    read: (spec, send) => read(link, spec, () => through(send)),
    write: (spec, send) =>
      write(link, spec, () =>
        through(send).catch((error: unknown) => {
          if (isDrift(error)) return undefined;
          throw error;
        }),
      ),
  };
}

type Bound<Api, Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (api: Api, ...args: infer Args) => infer Result
    ? (...args: Args) => Result
    : never;
};

/** Binds the first parameter, the sender, of functions that implement the calls of a port. */
export function bindCalls<Api, Calls extends Readonly<Record<string, (api: Api, ...args: never[]) => unknown>>>(
  api: Api,
  calls: Calls,
): Bound<Api, Calls> {
  const bound = Object.entries(calls).map(([name, call]) => [name, call.bind(undefined, api)]);
  return Object.fromEntries(bound) as Bound<Api, Calls>;
}
