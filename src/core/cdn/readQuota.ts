import { isErrorOf } from '../errors.js';
import type { CdnPort, RefreshQuota } from '../ports/cdn.js';

/** What is left of today's quota; nothing known when it may not be read. */
export async function readQuota(cdn: Pick<CdnPort, 'readRefreshQuota'>, signal: AbortSignal): Promise<RefreshQuota> {
  try {
    return await cdn.readRefreshQuota(signal);
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return {};
    throw error;
  }
}
