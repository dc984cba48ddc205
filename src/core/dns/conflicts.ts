import type { DnsRecord } from '../ports/dns.js';
import { isOnDefaultLine } from './dnsLines.js';
import { sameHost } from './hostNames.js';

/** Types that may coexist with a CNAME at the zone's own name (`@`). Elsewhere a CNAME must be alone. */
const allowedAtApex = new Set(['MX', 'TXT', 'NS']);

/**
 * Finds the records that conflict with a CNAME on this host and the default line. Paused records and other lines do not
 * conflict. Source: Alibaba Cloud DNS, "DNS record conflict rules".
 */
export function findConflicts(rr: string, records: readonly DnsRecord[]): readonly DnsRecord[] {
  return records.filter(
    (record) => record.enabled && isOnDefaultLine(record) && !(rr === '@' && allowedAtApex.has(record.type)),
  );
}

/** Types that lead visitors to a server, beginning with those that nearly every visitor can follow. */
export const leadingTypes: readonly string[] = ['A', 'ALIAS', 'REDIRECT_URL', 'FORWARD_URL', 'AAAA', 'CNAME'];

/** Returns whether a record leads visitors somewhere. */
export function isLeading({ enabled, type }: Pick<DnsRecord, 'enabled' | 'type'>): boolean {
  return enabled && leadingTypes.includes(type);
}

/**
 * Finds records that lead visitors of another line (a network, a part of the world) elsewhere than to `target`. A line
 * with its own records does not follow the default line. Source: Alibaba Cloud DNS, "DNS lines".
 */
export function findOtherLines(records: readonly DnsRecord[], target: string): readonly DnsRecord[] {
  return findBesides(records, target).filter((record) => !isOnDefaultLine(record));
}

/** Finds enabled records of a host, on any line, that lead visitors elsewhere than our CNAME to `target`. */
export function findBesides(records: readonly DnsRecord[], target: string): readonly DnsRecord[] {
  return records.filter((record) => isLeading(record) && !sameHost(record.value, target));
}

/** Returns whether a CNAME on this host may break mail. At the zone's own name an MX may coexist with it. */
export function endangersMail(rr: string, records: readonly DnsRecord[]): boolean {
  return rr === '@' && records.some(({ enabled, type }) => enabled && type === 'MX');
}

/** Finds the CNAME with this value on the default line, enabled or paused. */
export function findSameCname(records: readonly DnsRecord[], value: string): DnsRecord | undefined {
  return records.find((record) => record.type === 'CNAME' && isOnDefaultLine(record) && sameHost(record.value, value));
}

/**
 * The existing hosts that a wildcard host (`*`, `*.img`) does not cover, because they or names below them have records.
 * Computed from all enabled records of the zone; sorted, without duplicates. Source: RFC 4592, 2.2.
 */
export function findShadowing(wildcard: string, records: readonly DnsRecord[]): readonly string[] {
  const below = wildcard.slice(1);
  const labels = records
    .filter(({ rr, enabled }) => enabled && rr !== '@' && rr.endsWith(below))
    .map(
      ({ rr }) =>
        rr
          .slice(0, rr.length - below.length)
          .split('.')
          .at(-1) ?? '',
    )
    // Names with an underscore are for programs, not for visitors.
    .filter((label) => label !== '*' && !label.startsWith('_'));
  return [...new Set(labels)].sort().map((label) => `${label}${below}`);
}

/** Returns whether a record can be paused for a CNAME. Locked ones cannot be changed, and NS records delegate whole zones. */
export function canPause(record: DnsRecord): boolean {
  return !record.locked && record.type !== 'NS';
}
