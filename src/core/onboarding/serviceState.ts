import { isErrorOf } from '../errors.js';
import type { CdnPort } from '../ports/cdn.js';

/** Whether CDN is open for the account. One that may not ask goes on as if it were: what CDN refuses later tells. */
export async function readServiceState(cdn: CdnPort, signal: AbortSignal): ReturnType<CdnPort['readServiceState']> {
  try {
    return await cdn.readServiceState(signal);
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return 'open';
    throw error;
  }
}
