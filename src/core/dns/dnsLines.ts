import type { DnsRecord } from '../ports/dns.js';

/**
 * The code of the line whose records every visitor gets for whom no other line has any; ours are on it. How lines are named to
 * the user is in `host/text/dnsLineText.ts`. Source: Alibaba Cloud DNS, "DNS lines".
 */
export const defaultLine = 'default';

/** Says whether a record is on the default line. */
export function isOnDefaultLine({ line }: Pick<DnsRecord, 'line'>): boolean {
  return line === defaultLine;
}
