import type { DnsContext } from './aliases.js';
import { saysSomething } from './answers.js';
import { sameHost } from './hostNames.js';

/** A record as name servers show it. */
export interface ExistingRecord {
  readonly type: 'CNAME' | 'A' | 'AAAA';
  readonly value: string;
}

/**
 * The records of its own that DNS shows for a name today and that a CNAME to `target` would replace, as a part of a
 * question: empty where there are none. What a wildcard of the zone answers is no record of the name.
 */
export async function findExistingRecords(
  dns: DnsContext,
  name: string,
  target: string,
): Promise<{ readonly existing?: readonly ExistingRecord[] }> {
  const existing = (await readRecords(dns, name)).filter(({ value }) => !sameHost(value, target));
  if (existing.length === 0) return {};
  const others = await readRecords(dns, name.replace(/^[^.]+/, 'oss-cdn-probe'));
  const isOwn = ({ type, value }: ExistingRecord) =>
    !others.some((each) => each.type === type && sameHost(each.value, value));
  return name.startsWith('oss-cdn-probe.') || existing.every(isOwn) ? { existing } : {};
}

/** The CNAME of a name, or else its addresses, in an order that stays the same while DNS turns them round. */
async function readRecords({ cloud, resolvers, signal }: DnsContext, name: string): Promise<readonly ExistingRecord[]> {
  const read = async (type: 'CNAME' | 'A' | 'AAAA') => {
    const answers = await Promise.all(resolvers.map((server) => cloud.resolver.query(server, name, type, signal)));
    const records = answers.filter(saysSomething).flatMap((answer) => answer.records);
    const own = records.filter((record) => record.type === type && sameHost(record.name, name));
    return [...new Set(own.map(({ data }) => data))].sort().map((value) => ({ type, value }));
  };
  const [cnames, ipv4, ipv6] = await Promise.all([read('CNAME'), read('A'), read('AAAA')]);
  return cnames.length > 0 ? cnames : [...ipv4, ...ipv6];
}
