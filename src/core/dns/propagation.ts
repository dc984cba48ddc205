import type { DnsRecord } from '../ports/dns.js';
import type { DnsAnswer } from '../ports/probe.js';
import { sameAddress } from '../publicAddress.js';
import { type DnsContext, queryAll } from './aliases.js';
import { hasCnameTo, isInformative } from './answers.js';
import { sameHost } from './hostNames.js';

/** The number of answering servers, of those that give the CNAME, and of those that give only other records. */
export interface Propagation {
  readonly seen: number;
  readonly asked: number;
  readonly beside: number;
}

/**
 * Counts the answering servers that give the CNAME to `target`. `besides` are other records of the name that some
 * visitors get, such as those of another DNS line.
 */
export async function countPropagation(
  dns: DnsContext,
  name: string,
  target: string,
  besides: readonly DnsRecord[] = [],
): Promise<Propagation> {
  const answers = await queryAll(dns, name, 'CNAME');
  const answered = answers.filter(isInformative);
  const unseen = answered.filter((answer) => !hasCnameTo(answer, target));
  const beside = await Promise.all(unseen.map((answer) => followsBesides(dns, name, answer, besides)));
  return {
    seen: answered.length - unseen.length,
    asked: answered.length,
    beside: beside.filter(Boolean).length,
  };
}

async function followsBesides(
  { cloud, signal }: DnsContext,
  name: string,
  { server, records }: DnsAnswer,
  besides: readonly DnsRecord[],
): Promise<boolean> {
  if (besides.length === 0) return false;
  const addresses = await Promise.all(
    (['A', 'AAAA'] as const).map((type) =>
      cloud.resolver.query(server, name, type, signal).then((answer) => answer.records),
    ),
  );
  const own = [...records, ...addresses.flat()].filter((record) => sameHost(record.name, name));
  return own.length > 0 && own.every(({ type, data }) => besides.some((each) => says(each, type, data)));
}

function says(record: DnsRecord, type: string, data: string): boolean {
  return record.type === type && (sameHost(record.value, data) || sameAddress(record.value, data));
}
