import { resolve } from '../alidns/authority.js';
import { endpointOf, parseOssHost, parseOssTarget } from '../state/regions.js';
import type { SandboxState } from '../state/state.js';

/** The addresses that the name server gives to OSS (RFC 5737). */
const ossAddress = /^198\.51\.100\.\d{1,3}$/;

/** Whether a connection to this name or address ends at OSS, which DNS alone decides. */
export function leadsToOss(state: SandboxState, host: string): boolean {
  if (ossAddress.test(host)) return true;
  return resolve(state, host, 'A').answers.some(({ type, value }) => type === 'A' && ossAddress.test(value));
}

/** The names in the certificate that OSS shows: a bound domain's own when it lies there, else the endpoint's. */
export function certificateNames(serverName: string, state: SandboxState): [string, ...string[]] {
  if (parseOssHost(serverName)) return [serverName];
  const bucket = [...state.buckets.values()].find(({ cnames }) => cnames.has(serverName));
  if (bucket?.cnames.get(serverName)?.hasCertificate) return [serverName];
  const region = bucket?.region ?? parseOssTarget(serverName)?.region ?? 'cn-hangzhou';
  return [`*.${endpointOf(region)}`];
}
