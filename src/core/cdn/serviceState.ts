import { ifReadable } from '../errors.js';
import type { CdnPort } from '../ports/cdn.js';

/** Returns whether CDN is activated. Without permission to query that it returns true, and CDN reports it later. */
export async function checkService(cdn: CdnPort, signal: AbortSignal): ReturnType<CdnPort['readServiceState']> {
  return (await ifReadable(cdn.readServiceState(signal))) ?? 'open';
}
