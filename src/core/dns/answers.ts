import type { DnsAnswer, DnsAnswerRecord } from '../ports/probe.js';
import { isFakeAddress } from '../publicAddress.js';
import { sameHost } from './hostNames.js';

/** Returns whether an answer says anything about the name. Silence, refusals and the fake addresses of a local proxy do not. */
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

/** Returns the records of an answer that belong to the name itself, not to a CNAME that it leads to. */
export function ownRecords(answer: DnsAnswer, name: string): DnsAnswer['records'] {
  return answer.records.filter((record) => sameHost(record.name, name));
}

/** Returns the addresses that belong to the name itself, not to a CNAME that it leads to. */
export function addressesAt(answer: DnsAnswer, name: string): readonly string[] {
  return ownRecords(answer, name)
    .filter(isAddressRecord)
    .map(({ data }) => data);
}

function isAddressRecord({ type }: DnsAnswerRecord): boolean {
  return type === 'A' || type === 'AAAA';
}
