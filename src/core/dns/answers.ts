import type { DnsAnswer, DnsAnswerRecord } from '../ports/probe.js';
import { isFakeAddress } from '../publicAddress.js';
import { sameHost } from './hostNames.js';

/** Says whether an answer tells anything about the name: silence and refusals do not, nor do addresses that a local proxy made up. */
export function isInformative(answer: DnsAnswer): boolean {
  if (answer.outcome === 'answer') return !isMadeUp(answer);
  return answer.outcome === 'noData' || answer.outcome === 'nxdomain';
}

function isMadeUp({ records }: DnsAnswer): boolean {
  return records.length > 0 && records.every((record) => isAddressRecord(record) && isFakeAddress(record.data));
}

/** Says whether an answer contains a CNAME to `target`. */
export function hasCnameTo(answer: DnsAnswer, target: string): boolean {
  return answer.records.some((record) => record.type === 'CNAME' && sameHost(record.data, target));
}

/** The records of the name itself in an answer. */
export function ownRecords(answer: DnsAnswer, name: string): DnsAnswer['records'] {
  return answer.records.filter((record) => sameHost(record.name, name));
}

/** The addresses that stand at the name itself in an answer, not behind a CNAME. */
export function addressesAt(answer: DnsAnswer, name: string): readonly string[] {
  return ownRecords(answer, name)
    .filter(isAddressRecord)
    .map(({ data }) => data);
}

function isAddressRecord({ type }: DnsAnswerRecord): boolean {
  return type === 'A' || type === 'AAAA';
}
