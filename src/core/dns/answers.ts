import type { DnsAnswer } from '../ports/probe.js';
import { sameHost } from './hostNames.js';

/** Says whether an answer tells anything about the name: silence and refusals do not, nor do addresses that a local proxy made up. */
export function saysSomething(answer: DnsAnswer): boolean {
  if (answer.outcome === 'answer') return !isMadeUp(answer);
  return answer.outcome === 'noData' || answer.outcome === 'nxdomain';
}

/** Proxies on this computer hand out addresses for benchmarks (RFC 2544) instead of querying a server. */
function isMadeUp({ records }: DnsAnswer): boolean {
  return records.length > 0 && records.every(({ type, data }) => type === 'A' && /^198\.1[89]\./.test(data));
}

/** Says whether an answer contains a CNAME to `target`. */
export function pointsAt(answer: DnsAnswer, target: string): boolean {
  return answer.records.some((record) => record.type === 'CNAME' && sameHost(record.data, target));
}

/** The shortest form of an IPv6 address, in which two servers agree; anything else as it is. */
export function toPlainAddress(value: string): string {
  const address = `http://[${value}]`;
  return value.includes(':') && URL.canParse(address) ? new URL(address).hostname : value;
}

/** The records of the name itself in an answer. */
export function ownRecords(answer: DnsAnswer, name: string): DnsAnswer['records'] {
  return answer.records.filter((record) => sameHost(record.name, name));
}

/** The addresses that stand at the name itself in an answer, not behind a CNAME. */
export function addressesAt(answer: DnsAnswer, name: string): readonly string[] {
  return ownRecords(answer, name)
    .filter(({ type }) => type === 'A' || type === 'AAAA')
    .map(({ data }) => data);
}
