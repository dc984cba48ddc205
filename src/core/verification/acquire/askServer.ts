import { withTimeout } from '../../concurrency/withTimeout.js';
import { followAliases } from '../../dns/aliases.js';
import { sameHost } from '../../dns/hostNames.js';
import type { ClockPort } from '../../ports/local.js';
import type { DnsAnswer, DnsAnswerRecord, ResolverPort } from '../../ports/probe.js';

/** What asking DNS takes. */
export interface DnsAsker {
  readonly resolver: ResolverPort;
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
  /** When every server that is still silent is given up, ms since the epoch. */
  readonly deadline: number;
}

/** Where one server says that a name leads: its chain of CNAMEs and the addresses, of either kind. Silence ends in time. */
export function askServer(asker: DnsAsker, server: string, name: string, signal: AbortSignal): Promise<DnsAnswer> {
  return inTime(asker, server, signal, (stop) => askAddresses(asker.resolver, server, name, stop));
}

/** One question to one server, answered in time or `timeout`. */
export function askOnce(
  asker: DnsAsker,
  server: string,
  { name, type }: { readonly name: string; readonly type: 'A' | 'NS' | 'MX' },
  signal: AbortSignal,
): Promise<DnsAnswer> {
  return inTime(asker, server, signal, (stop) => asker.resolver.query(server, name, type, stop));
}

function inTime(
  { clock, deadline }: DnsAsker,
  server: string,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<DnsAnswer>,
): Promise<DnsAnswer> {
  const at = clock.now();
  const transport = server === 'system' ? 'system' : server.startsWith('https:') ? 'https' : 'udp';
  return withTimeout(
    ask,
    () => ({ server, outcome: 'timeout', records: [], transport, at, durationMs: clock.now() - at }),
    { clock, ms: Math.max(0, deadline - at), signal },
  );
}

async function askAddresses(
  resolver: ResolverPort,
  server: string,
  name: string,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  const four = await resolver.query(server, name, 'A', signal);
  const answer = mayHaveIpv6(four) ? merge(four, await resolver.query(server, name, 'AAAA', signal)) : four;
  const hasAlias = answer.records.some(({ type }) => type === 'CNAME');
  return answer.transport === 'system' && answer.outcome === 'answer' && !hasAlias
    ? addAliases(resolver, answer, name, signal)
    : answer;
}

/** A name without IPv4 addresses, or with an alias alone, may still have IPv6 addresses. */
function mayHaveIpv6({ outcome, records }: DnsAnswer): boolean {
  return outcome === 'noData' || (outcome === 'answer' && !records.some(({ type }) => type === 'A'));
}

/** Both answers as one. Where they name different aliases, those of the first count. */
function merge(four: DnsAnswer, six: DnsAnswer): DnsAnswer {
  if (six.outcome !== 'answer') return four;
  const aliased = four.records.filter(({ type }) => type === 'CNAME').map(({ name }) => name);
  const isKnown = ({ type, name }: DnsAnswerRecord) => type === 'CNAME' && aliased.some((each) => sameHost(each, name));
  const records = [...four.records, ...six.records.filter((record) => !isKnown(record))];
  return { ...six, at: four.at, durationMs: four.durationMs + six.durationMs, records };
}

/** The computer's own resolver hands out the addresses alone; the aliases before them are asked for one by one. */
async function addAliases(
  resolver: ResolverPort,
  answer: DnsAnswer,
  name: string,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  const dns = { cloud: { resolver }, resolvers: [answer.server], signal };
  const [{ aliases, durationMs } = { aliases: [], durationMs: 0 }] = await followAliases(dns, name);
  const last = aliases.at(-1)?.data ?? name;
  const records = answer.records.map((record) => (sameHost(record.name, name) ? { ...record, name: last } : record));
  return { ...answer, durationMs: answer.durationMs + durationMs, records: [...aliases, ...records] };
}
