import type { DnsRecord } from '../ports/dns.js';
import { isOnDefaultLine } from './dnsLines.js';
import { sameHost } from './hostNames.js';

/** Types that may stand beside a CNAME at the zone's own name (`@`); anywhere else a CNAME stands alone. */
const allowedAtApex = new Set(['MX', 'TXT', 'NS']);

/**
 * The records that keep a CNAME from being added on this host and the default line, from all records on that host.
 * Paused records do not count, nor do other lines.
 * Source: Alibaba Cloud DNS, "DNS record conflict rules".
 */
export function findConflicts(rr: string, records: readonly DnsRecord[]): readonly DnsRecord[] {
  return records.filter(
    (record) => record.enabled && isOnDefaultLine(record) && !(rr === '@' && allowedAtApex.has(record.type)),
  );
}

/** The types by which visitors find a server, those first that nearly every visitor can follow. */
export const leadingTypes: readonly string[] = ['A', 'ALIAS', 'REDIRECT_URL', 'FORWARD_URL', 'AAAA', 'CNAME'];

/** Whether visitors are sent somewhere by a record. */
export function isLeading({ enabled, type }: Pick<DnsRecord, 'enabled' | 'type'>): boolean {
  return enabled && leadingTypes.includes(type);
}

/**
 * The records by which visitors of a certain line (a network, a part of the world) are sent elsewhere than to `target`:
 * a line that has records of its own does not follow the default line. Source: Alibaba Cloud DNS, "DNS lines".
 */
export function findOtherLines(records: readonly DnsRecord[], target: string): readonly DnsRecord[] {
  return findBesides(records, target).filter((record) => !isOnDefaultLine(record));
}

/** The enabled records of a host that visitors may be sent to in place of our CNAME to `target`, on whatever line. */
export function findBesides(records: readonly DnsRecord[], target: string): readonly DnsRecord[] {
  return records.filter((record) => isLeading(record) && !sameHost(record.value, target));
}

/** Whether mail to the domain may be lost by a CNAME on this host: at the zone's own name an MX may stand beside it. */
export function endangersMail(rr: string, records: readonly DnsRecord[]): boolean {
  return rr === '@' && records.some(({ enabled, type }) => enabled && type === 'MX');
}

/** The CNAME record on the default line that already says `value`, enabled or paused. */
export function findSameCname(records: readonly DnsRecord[], value: string): DnsRecord | undefined {
  return records.find((record) => record.type === 'CNAME' && isOnDefaultLine(record) && sameHost(record.value, value));
}

/**
 * The hosts that a wildcard host (`*`, `*.img`) does not reach, since they exist by themselves: they have records, or a
 * name below them has. From all enabled records of the zone; in order, each once. Source: RFC 4592, 2.2.
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

/** Says whether a record can be paused for a CNAME: locked ones cannot be changed, and NS records carry whole zones. */
export function canPause(record: DnsRecord): boolean {
  return !record.locked && record.type !== 'NS';
}
