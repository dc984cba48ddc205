import type { DnsAnswer, DnsAnswerRecord, DnsQueryType, ResolverPort } from '../ports/probe.js';
import { sameHost } from './hostNames.js';

/** More CNAMEs than this one after another are not followed: servers give up on such chains as well. */
const mostAliases = 8;

/** What one server says of a name and its CNAMEs. */
export interface AliasChain {
  /** The answer about the name itself. */
  readonly first: DnsAnswer;
  /** The CNAMEs in order, at most 8 and none of them twice. */
  readonly aliases: readonly DnsAnswerRecord[];
  /** How long all the questions took together. */
  readonly durationMs: number;
}

/** The name servers to query, and through what. */
export interface DnsContext {
  readonly cloud: { readonly resolver: ResolverPort };
  /** As `ip`, `ip:port` or `https://…`. */
  readonly resolvers: readonly string[];
  readonly signal: AbortSignal;
}

/** Queries every name server for the records of one type of a name; the answers are in the order of the servers. */
export function queryAll(
  { cloud, resolvers, signal }: DnsContext,
  name: string,
  type: DnsQueryType,
): Promise<readonly DnsAnswer[]> {
  return Promise.all(resolvers.map((server) => cloud.resolver.query(server, name, type, signal)));
}

/**
 * Follows a name through its CNAMEs at each name server, which is queried again for what an answer leaves out. Ends at a
 * name without a CNAME, at one that came before (a circle), after 8, or where `isEnd` holds.
 */
export function followAliases(
  dns: DnsContext,
  name: string,
  isEnd: (target: string) => boolean = () => false,
): Promise<readonly AliasChain[]> {
  return Promise.all(dns.resolvers.map((server) => followAliasesAt(server, name, dns, isEnd)));
}

/** The same at one name server. */
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
