import type { DnsAnswer, DnsAnswerRecord, DnsQueryType, ResolverPort } from '../ports/probe.js';
import { sameHost } from './hostNames.js';

/** The maximum number of CNAMEs that are followed. DNS servers have such a limit too. */
const mostAliases = 8;

/** The answers of one server about a name and about the CNAMEs that it leads to. */
export interface AliasChain {
  /** The answer for the name itself. */
  readonly first: DnsAnswer;
  /** The CNAMEs in order, at most 8, each once. */
  readonly aliases: readonly DnsAnswerRecord[];
  /** The duration of all queries together, in ms. */
  readonly durationMs: number;
}

/** The name servers to query, and the port through which they are queried. */
export interface DnsContext {
  readonly cloud: { readonly resolver: ResolverPort };
  /** The addresses of the servers, as `ip`, `ip:port` or `https://…`. */
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
 * Follows the CNAMEs of a name at each name server, and sends a further query for each CNAME that an answer lacks. Ends at a name without a CNAME, at a
 * loop, after 8 CNAMEs, or when `isEnd` returns `true`.
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
