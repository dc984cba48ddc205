import { isErrorOf } from '../errors.js';
import type { CdnPort } from '../ports/cdn.js';

/** Whether CDN is activated for the account. Without permission to query that it counts as activated: CDN reports it later. */
export async function checkService(cdn: CdnPort, signal: AbortSignal): ReturnType<CdnPort['readServiceState']> {
  try {
    return await cdn.readServiceState(signal);
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return 'open';
    throw error;
  }
}
