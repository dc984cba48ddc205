import { AppError, isErrorOf } from '../../core/errors.js';
import { readFields } from '../answerFields.js';
import type { Link } from '../callWithRetry.js';
import { createSdkApi, type SdkApi } from '../sdkApi.js';

type CdnSdk = typeof import('./sdk.js');

/** Calls to CDN through the vendor's SDK. */
export type CdnApi = SdkApi<ReturnType<CdnSdk['openCdn']>, CdnSdk>;

/** Opens calls to CDN. */
export function openCdnApi(link: Link): CdnApi {
  return tellDeniedApart(
    createSdkApi(
      link,
      () => import('./sdk.js'),
      (sdk, keys) => sdk.openCdn(keys, link.timeoutMs),
    ),
  );
}

/**
 * Distinguishes the causes of `OperationDenied`: a service that is not activated, one that is locked for debt, or an
 * operation that a domain does not allow. It reads the state of the service for that, and keeps `serviceDenied` if that
 * is not permitted. Source: Alibaba Cloud CDN, error codes.
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

/** Reads the state of the service. An account that never activated it is refused, under either code. */
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
