import { resolve } from '../alidns/authority.js';
import type { SandboxState, StoredCdnDomain } from '../state/state.js';

/** The addresses that the name server gives to edge machines (RFC 5737). */
const edgeAddress = /^203\.0\.113\.\d{1,3}$/;

/** The accelerated domain that serves a Host: the exact name, else the wildcard one level up. */
export function findDomain(state: SandboxState, host: string): StoredCdnDomain | undefined {
  return state.cdnDomains.get(host) ?? state.cdnDomains.get(host.slice(host.indexOf('.')));
}

/** Whether a connection to this name or address ends at an edge, which DNS alone decides. */
export function leadsToEdge(state: SandboxState, host: string): boolean {
  return (
    edgeAddress.test(host) ||
    resolve(state, host, 'A').answers.some(({ type, value }) => type === 'A' && edgeAddress.test(value))
  );
}
