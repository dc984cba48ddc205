import { resolve } from '../alidns/authority.js';
import { endpointOf, parseOssHost, parseOssTarget } from '../state/regions.js';
import type { SandboxState } from '../state/state.js';

/** The addresses of OSS in DNS (RFC 5737). */
const ossAddress = /^198\.51\.100\.\d{1,3}$/;

/** Returns whether this name or address leads to OSS, according to DNS alone. */
export function leadsToOss(state: SandboxState, host: string): boolean {
  if (ossAddress.test(host)) return true;
  return resolve(state, host, 'A').answers.some(({ type, value }) => type === 'A' && ossAddress.test(value));
}

/** The names in OSS's certificate: a bound domain's own if it has one there, else the endpoint's. */
export function certificateNames(serverName: string, state: SandboxState): [string, ...string[]] {
  if (parseOssHost(serverName)) return [serverName];
  const bucket = [...state.buckets.values()].find(({ cnames }) => cnames.has(serverName));
  if (bucket?.cnames.get(serverName)?.hasCertificate) return [serverName];
  const region = bucket?.region ?? parseOssTarget(serverName)?.region ?? 'cn-hangzhou';
  return [`*.${endpointOf(region)}`];
}
