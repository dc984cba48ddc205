import { deniedKinds, fallback } from '../errors.js';
import type { CdnPort } from '../ports/cdn.js';

/** Returns whether CDN is activated. Without permission to query that it returns true, and CDN reports it later. */
export function checkService(cdn: CdnPort, signal: AbortSignal): ReturnType<CdnPort['readServiceState']> {
  return cdn.readServiceState(signal).catch(fallback('open', ...deniedKinds));
}

/** Reads the account's limit of domains; `undefined` if it is not reached. */
export async function readFullLimit(cdn: CdnPort, signal: AbortSignal): Promise<number | undefined> {
  const [limit, domains] = await Promise.all([cdn.readDomainQuota(signal), cdn.listDomains(signal)]);
  return limit !== undefined && domains.length >= limit ? limit : undefined;
}
