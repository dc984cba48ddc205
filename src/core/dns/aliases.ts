import type { DnsAnswer, DnsAnswerRecord, DnsQueryType, ResolverPort } from '../ports/probe.js';
import { sameHost } from './hostNames.js';

/** The longest chain of CNAMEs that is followed. DNS servers also limit it. */
const mostAliases = 8;

/** The answers of one server about a name and its CNAMEs. */
export interface AliasChain {
  /** The answer for the name itself. */
  readonly first: DnsAnswer;
  /** The CNAMEs in order, at most 8, without repetition. */
  readonly aliases: readonly DnsAnswerRecord[];
  /** The total duration of all queries. */
  readonly durationMs: number;
}

/** The name servers to query, and the port for it. */
export interface DnsContext {
  readonly cloud: { readonly resolver: ResolverPort };
  /** As `ip`, `ip:port` or `https://…`. */
  readonly resolvers: readonly string[];
  readonly signal: AbortSignal;
}

/** Queries every name server for records of one type. Answers are in the order of the servers. */
export function queryAll(
  { cloud, resolvers, signal }: DnsContext,
  name: string,
  type: DnsQueryType,
): Promise<readonly DnsAnswer[]> {
  return Promise.all(resolvers.map((server) => cloud.resolver.query(server, name, type, signal)));
}

/**
 * Follows the CNAMEs of a name at each name server, and queries again for missing ones. Ends at a name without a CNAME,
 * at a circle, after 8, or when `isEnd` returns true.
 */
export function followAliases(
  dns: DnsContext,
  name: string,
  isEnd: (target: string) => boolean = () => false,
): Promise<readonly AliasChain[]> {
  return Promise.all(dns.resolvers.map((server) => followAliasesAt(server, name, dns, isEnd)));
}

/** Follows the CNAMEs of a name at one name server. */
export async function followAliasesAt(
  server: string,
  name: string,
  { cloud: { resolver }, signal }: Omit<DnsContext, 'resolvers'>,
  isEnd: (target: string) => boolean = () => false,
): Promise<AliasChain> {
  const first = await resolver.query(server, name, 'CNAME', signal);
  const names = [name];
  const aliases: DnsAnswerRecord[] = [];
  let { records, durationMs } = first;
  for (let last = name, asked = name; aliases.length < mostAliases; ) {
    let alias = findAlias(records, last);
    if (!alias && asked !== last) {
      const next = await resolver.query(server, last, 'CNAME', signal);
      durationMs += next.durationMs;
      alias = findAlias(next.records, last);
      records = next.records;
      asked = last;
    }
    if (!alias || isAmong(names, alias.data)) break;
    last = alias.data;
    aliases.push(alias);
    names.push(last);
    if (isEnd(last)) break;
  }
  return { first, aliases, durationMs };
}

function isAmong(names: readonly string[], name: string): boolean {
  return names.some((each) => sameHost(each, name));
}

function findAlias(records: readonly DnsAnswerRecord[], name: string): DnsAnswerRecord | undefined {
  return records.find((record) => record.type === 'CNAME' && sameHost(record.name, name));
}
