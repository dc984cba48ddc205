import { isErrorOf } from '../errors.js';
import type { CdnPort } from '../ports/cdn.js';

/** Returns whether CDN is activated. Without permission to query that it returns true, and CDN reports it later. */
export async function checkService(cdn: CdnPort, signal: AbortSignal): ReturnType<CdnPort['readServiceState']> {
  try {
    return await cdn.readServiceState(signal);
  } catch (error) {
    if (isErrorOf(error, 'forbidden', 'refused')) return 'open';
    throw error;
  }
}

/** Reads the account's limit of domains; `undefined` if it is not reached. */
export async function readFullLimit(cdn: CdnPort, signal: AbortSignal): Promise<number | undefined> {
  const [limit, domains] = await Promise.all([cdn.readDomainQuota(signal), cdn.listDomains(signal)]);
  return limit !== undefined && domains.length >= limit ? limit : undefined;
}
