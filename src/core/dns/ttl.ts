import type { DnsPort } from '../ports/dns.js';

/** The default TTL of Alibaba Cloud DNS, in seconds. */
export const defaultTtl = 600;

/** The TTL of our record in a zone with the minimum `minTtl`, both in seconds. */
export function recordTtl(minTtl = 0): number {
  return Math.max(defaultTtl, minTtl);
}

/** The TTL of our record in a zone of the account, in seconds. */
export async function readRecordTtl(dns: DnsPort, zone: string, signal: AbortSignal): Promise<number> {
  return recordTtl((await dns.readZone(zone, signal)).minTtl);
}
