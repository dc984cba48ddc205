import { deniedKinds, fallback } from '../errors.js';
import type { CdnPort } from '../ports/cdn.js';

/** Reads whether CDN is activated for the account. Without permission to read that, it is taken as activated; CDN refuses later calls if it is not. */
export function checkService(cdn: CdnPort, signal: AbortSignal): ReturnType<CdnPort['readServiceState']> {
  return cdn.readServiceState(signal).catch(fallback('open', ...deniedKinds));
}

/** Reads the account's limit of domains; `undefined` if it is not reached. */
export async function readFullLimit(cdn: CdnPort, signal: AbortSignal): Promise<number | undefined> {
  const [limit, domains] = await Promise.all([cdn.readDomainQuota(signal), cdn.listDomains(signal)]);
  return limit !== undefined && domains.length >= limit ? limit : undefined;
}
