import type { DnsRecord } from '../ports/dns.js';

/**
 * The line of visitors that no other line has records for. Our records are on it. `host/text/dnsLineText.ts` has the
 * names of lines. Source: Alibaba Cloud DNS, "DNS lines".
 */
export const defaultLine = 'default';

/** Returns whether a record is on the default line. */
export function isOnDefaultLine({ line }: Pick<DnsRecord, 'line'>): boolean {
  return line === defaultLine;
}
