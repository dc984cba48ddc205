import { AppError } from '../../core/errors.js';
import type { Caller, StsPort } from '../../core/ports/sts.js';
import type { Link } from '../callWithRetry.js';
import { createSdkApi } from '../sdkApi.js';
import { toSdkKeys } from '../sdkKeys.js';

/** The Security Token Service through the core of the vendor's SDKs. */
export function createSts(link: Link): StsPort {
  const api = createSdkApi(link, async () => {
    const sdk = await import('./sdk.js');
    return { sdk, client: sdk.openSts(toSdkKeys(link.credentials), link.timeoutMs) };
  });
  return {
    readCaller: async (signal) => {
      const { body } = await api.read({ action: 'GetCallerIdentity', subject: '', signal }, (client, sdk) =>
        sdk.getCallerIdentity(client),
      );
      return toCaller(body ?? {});
    },
  };
}

const kinds: Readonly<Record<string, Caller['kind']>> = { user: 'ramUser', 'assumed-role': 'role', root: 'account' };

/** Reads an ARN such as `acs:ram::1099:user/alice`, `…:assumed-role/publisher/session` or `…:root`. */
function toCaller({ AccountId: accountId, Arn: arn }: Readonly<Record<string, unknown>>): Caller {
  const [, type = '', name] = /^acs:\w+::\d+:([\w-]+)(?:\/(.+))?$/.exec(String(arn)) ?? [];
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (typeof accountId !== 'string' || kind === undefined)
    throw new AppError('badAnswer', { action: 'GetCallerIdentity' });
  return { accountId, kind, ...(name !== undefined && { name }) };
}
