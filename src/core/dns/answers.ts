import type { DnsAnswer, DnsAnswerRecord } from '../ports/probe.js';
import { isFakeAddress } from '../publicAddress.js';
import { sameHost } from './hostNames.js';

/** Returns whether an answer is informative: no silence, no refusal, no fake address of a local proxy. */
export function isInformative(answer: DnsAnswer): boolean {
  if (answer.outcome === 'answer') return !isMadeUp(answer);
  return answer.outcome === 'noData' || answer.outcome === 'nxdomain';
}

function isMadeUp({ records }: DnsAnswer): boolean {
  return records.length > 0 && records.every((record) => isAddressRecord(record) && isFakeAddress(record.data));
}

/** Returns whether an answer contains a CNAME to `target`. */
export function hasCnameTo(answer: DnsAnswer, target: string): boolean {
  return answer.records.some((record) => record.type === 'CNAME' && sameHost(record.data, target));
}

/** The records of the name itself in an answer. */
export function ownRecords(answer: DnsAnswer, name: string): DnsAnswer['records'] {
  return answer.records.filter((record) => sameHost(record.name, name));
}

/** The addresses of the name itself in an answer, without those of a CNAME. */
export function addressesAt(answer: DnsAnswer, name: string): readonly string[] {
  return ownRecords(answer, name)
    .filter(isAddressRecord)
    .map(({ data }) => data);
}

function isAddressRecord({ type }: DnsAnswerRecord): boolean {
  return type === 'A' || type === 'AAAA';
}
