import { RpcError } from '../rpcError.js';
import { toRealMs } from './clock.js';
import type { SandboxState, StoredCdnDomain } from './state.js';

/** Returns whether edges serve a domain: online, or online before the running change. */
export function isServing({ status, servesMeanwhile }: StoredCdnDomain): boolean {
  return status === 'online' || (status === 'configuring' && servesMeanwhile === true);
}

/** Throws ServiceBusy while the vendor works on a domain. */
export function requireIdle({ status }: StoredCdnDomain): void {
  if (!['configuring', 'checking', 'stopping', 'deleting'].includes(status)) return;
  throw new RpcError('ServiceBusy', 403, 'The domain is being configured. Please try again later.');
}

/** Throws unless the functions and origins of a domain may be changed now. */
export function requireConfigurable(domain: StoredCdnDomain): void {
  requireIdle(domain);
  if (domain.status === 'configure_failed') {
    throw new RpcError('InvalidDomain.Configure_failed', 500, 'The configuration of the domain failed.');
  }
  if (domain.status === 'online') return;
  throw new RpcError('InvalidDomain.Offline', 404, 'The domain provided is offline.');
}

/** The real time (ms) at which a change made now takes effect. */
export function effectiveAt(state: SandboxState): number {
  return Date.now() + toRealMs(state, 1000 * Number(state.uncertain.configTakesEffect ?? 60));
}

/** Starts the vendor's work on a domain: its status is `meanwhile` until the change ends with `then`. */
export function beginChange(
  state: SandboxState,
  domain: StoredCdnDomain,
  meanwhile: string,
  then: Omit<StoredCdnDomain['schedule'][number], 'at'>,
): void {
  domain.servesMeanwhile = isServing(domain);
  domain.status = meanwhile;
  domain.schedule = [{ at: effectiveAt(state), ...then }];
}
