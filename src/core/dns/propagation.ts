import type { DnsRecord } from '../ports/dns.js';
import type { DnsAnswer } from '../ports/probe.js';
import { sameAddress } from '../publicAddress.js';
import { type DnsContext, queryAll } from './aliases.js';
import { hasCnameTo, isInformative } from './answers.js';
import { sameHost } from './hostNames.js';

/** How many of the servers that answered at all give the CNAME, and how many give nothing but records beside it. */
export interface Propagation {
  readonly seen: number;
  readonly asked: number;
  readonly beside: number;
}

/**
 * How many of the servers that answered at all give the CNAME to `target`. `besides` are records of the same name that
 * some visitors are sent to in its place, as those of another DNS line.
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
