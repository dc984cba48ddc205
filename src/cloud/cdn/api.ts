import { AppError, isErrorOf } from '../../core/errors.js';
import { readFields } from '../answerFields.js';
import type { Link } from '../callWithRetry.js';
import { createSdkApi, type SdkApi } from '../sdkApi.js';
import { toSdkKeys } from '../sdkKeys.js';

type CdnSdk = typeof import('./sdk.js');

/** Calls to CDN through the vendor's SDK. */
export type CdnApi = SdkApi<ReturnType<CdnSdk['openCdn']>, CdnSdk>;

/** Calls to CDN. */
export function openCdnApi(link: Link): CdnApi {
  return tellDeniedApart(
    createSdkApi(link, async () => {
      const sdk = await import('./sdk.js');
      return { sdk, client: sdk.openCdn(toSdkKeys(link.credentials), link.timeoutMs) };
    }),
  );
}

/**
 * The calls to CDN, with `OperationDenied` told apart: CDN gives it for a service that is not open, for one that is
 * locked for debt, and for what may not be done to a domain, so the service is asked how it stands. It stays
 * `serviceDenied` where that may not be asked. Source: Alibaba Cloud CDN, error codes.
 */
function tellDeniedApart(api: CdnApi): CdnApi {
  const explain = async <T>(signal: AbortSignal, call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      if (!isErrorOf(error, 'serviceDenied')) throw error;
      throw await explained(error, api, signal);
    }
  };
  return {
    read: (spec, send) => explain(spec.signal, api.read(spec, send)),
    write: (spec, send) => explain(spec.signal, api.write(spec, send)),
  };
}

const kinds = { notOpen: 'serviceNotOpen', locked: 'overdue', open: 'operationBarred' } as const;

async function explained(error: AppError, api: CdnApi, signal: AbortSignal): Promise<AppError> {
  try {
    return new AppError(kinds[await readServiceState(api, signal)], error.details);
  } catch (failure) {
    if (isErrorOf(failure, 'cancelled')) throw failure;
    return error;
  }
}

/** How the service stands; an account that never opened it is refused the question itself, under either code. */
export async function readServiceState(api: CdnApi, signal: AbortSignal) {
  try {
    const spec = { action: 'DescribeCdnService', subject: '', signal };
    const { body } = await api.read(spec, (client, sdk) =>
      client.describeCdnService(new sdk.DescribeCdnServiceRequest({})),
    );
    return readFields(body, spec).fields('operationLocks').list('lockReason').length > 0 ? 'locked' : 'open';
  } catch (error) {
    if (isErrorOf(error, 'serviceNotOpen', 'serviceDenied')) return 'notOpen';
    throw error;
  }
}
