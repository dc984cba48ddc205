import { resolve } from '../alidns/authority.js';
import type { SandboxState, StoredCdnDomain } from '../state/state.js';

/** The addresses of edges in DNS (RFC 5737). */
const edgeAddress = /^203\.0\.113\.\d{1,3}$/;

/** The CDN domain of a Host: the exact name, else the wildcard one level up. */
export function findDomain(state: SandboxState, host: string): StoredCdnDomain | undefined {
  return state.cdnDomains.get(host) ?? state.cdnDomains.get(host.slice(host.indexOf('.')));
}

/** Returns whether this name or address leads to an edge, according to DNS alone. */
export function leadsToEdge(state: SandboxState, host: string): boolean {
  return (
    edgeAddress.test(host) ||
    resolve(state, host, 'A').answers.some(({ type, value }) => type === 'A' && edgeAddress.test(value))
  );
}
