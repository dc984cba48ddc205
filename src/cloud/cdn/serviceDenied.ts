import { AppError, isErrorOf } from '../../core/errors.js';
import type { CdnApi } from '../sdkClients.js';
import { readServiceState } from './ownership.js';

/**
 * The calls to CDN, with `OperationDenied` told apart: CDN gives it for a service that is not open, for one that is
 * locked for debt, and for what may not be done to a domain, so the service is asked how it stands. It stays
 * `serviceDenied` where that may not be asked. Source: Alibaba Cloud CDN, error codes.
 */
export function tellDeniedApart(api: CdnApi): CdnApi {
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
