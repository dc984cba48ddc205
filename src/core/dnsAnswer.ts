import { sameHost } from './dnsConflict.js';
import type { DnsAnswer } from './ports/probe.js';

/** Says whether an answer tells anything about the name: silence and refusals do not. */
export function saysSomething(answer: DnsAnswer): boolean {
  return answer.outcome === 'answer' || answer.outcome === 'noData' || answer.outcome === 'nxdomain';
}

/** Says whether an answer contains a CNAME to `target`. */
export function pointsAt(answer: DnsAnswer, target: string): boolean {
  return answer.records.some((record) => record.type === 'CNAME' && sameHost(record.data, target));
}
