import { withTimeout } from '../../concurrency/withTimeout.js';
import { followAliasesAt } from '../../dns/aliases.js';
import { sameHost } from '../../dns/hostNames.js';
import type { ClockPort } from '../../ports/local.js';
import type { DnsAnswer, DnsAnswerRecord, ResolverPort } from '../../ports/probe.js';

/** The context of DNS queries. */
export interface DnsAsker {
  readonly resolver: ResolverPort;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
  /** The time limit for silent servers, ms since the epoch. */
  readonly deadline: number;
}

/** Resolves a name at one server: its CNAMEs and its IPv4 and IPv6 addresses. A timeout keeps earlier answers. */
export function askServer(asker: DnsAsker, server: string, name: string, signal: AbortSignal): Promise<DnsAnswer> {
  const { resolver } = asker;
  return inTime(asker, server, signal, async (stop, keep) => {
    const four = await resolver.query(server, name, 'A', stop);
    keep(four);
    const answer = mayHaveIpv6(four) ? merge(four, await resolver.query(server, name, 'AAAA', stop)) : four;
    keep(answer);
    const hasAlias = answer.records.some(({ type }) => type === 'CNAME');
    const isBare = answer.transport === 'system' && answer.outcome === 'answer' && !hasAlias;
    return isBare ? addAliases(resolver, answer, name, stop) : answer;
  });
}

/** Sends one question to one server; the outcome is `timeout` if it is silent. */
export function askOnce(
  asker: DnsAsker,
  server: string,
  { name, type }: { readonly name: string; readonly type: 'A' | 'NS' | 'MX' },
  signal: AbortSignal,
): Promise<DnsAnswer> {
  return inTime(asker, server, signal, (stop) => asker.resolver.query(server, name, type, stop));
}

/** After the time limit, returns the answer that `ask` passed to `keep`, else `timeout`. */
function inTime(
  { clock, deadline }: DnsAsker,
  server: string,
  signal: AbortSignal,
  ask: (signal: AbortSignal, keep: (known: DnsAnswer) => void) => Promise<DnsAnswer>,
): Promise<DnsAnswer> {
  const at = clock.now();
  const transport = server === 'system' ? 'system' : server.startsWith('https:') ? 'https' : 'udp';
  let known: DnsAnswer | undefined;
  const keep = (answer: DnsAnswer) => {
    known = answer;
  };
  return withTimeout(
    (stop) => ask(stop, keep),
    () => known ?? { server, outcome: 'timeout', records: [], transport, at, durationMs: clock.now() - at },
    { clock, ms: Math.max(0, deadline - at), signal },
  );
}

/** A name without IPv4 addresses, or with only an alias, may have IPv6 addresses. */
function mayHaveIpv6({ outcome, records }: DnsAnswer): boolean {
  return outcome === 'noData' || (outcome === 'answer' && !records.some(({ type }) => type === 'A'));
}

/** Combines two answers. If their aliases differ, those of the first are used. */
function merge(four: DnsAnswer, six: DnsAnswer): DnsAnswer {
  if (six.outcome !== 'answer') return four;
  const aliased = four.records.filter(({ type }) => type === 'CNAME').map(({ name }) => name);
  const isKnown = ({ type, name }: DnsAnswerRecord) => type === 'CNAME' && aliased.some((each) => sameHost(each, name));
  const records = [...four.records, ...six.records.filter((record) => !isKnown(record))];
  return { ...six, at: four.at, durationMs: four.durationMs + six.durationMs, records };
}

/** The computer's resolver returns only addresses, so the aliases are queried one by one. */
async function addAliases(
  resolver: ResolverPort,
  answer: DnsAnswer,
  name: string,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  const { aliases, durationMs } = await followAliasesAt(answer.server, name, { cloud: { resolver }, signal });
  const last = aliases.at(-1)?.data ?? name;
  const records = answer.records.map((record) => (sameHost(record.name, name) ? { ...record, name: last } : record));
  return { ...answer, durationMs: answer.durationMs + durationMs, records: [...aliases, ...records] };
}
