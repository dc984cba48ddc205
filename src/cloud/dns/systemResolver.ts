import type { CaaRecord } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { normalizeHost } from '../../core/dns/hostNames.js';
import { lookUp } from '../../core/lookUp.js';
import type { DnsAnswerRecord, DnsOutcome, DnsQueryType } from '../../core/ports/probe.js';
import type { DnsFinding } from './answer.js';
import { askPlain } from './query.js';
import { parseServer, type ServerAddress } from './serverAddress.js';
import type { DnsQuestion } from './sockets.js';

const outcomes: Readonly<Record<string, DnsOutcome>> = {
  ENODATA: 'noData',
  ENOTFOUND: 'nxdomain',
  ESERVFAIL: 'servfail',
  EREFUSED: 'refused',
  ETIMEOUT: 'timeout',
  ECANCELLED: 'timeout',
};

/** As many as the C library of most systems reads (`MAXNS` in resolv.conf(5)); each more would shorten the time for one. */
const mostServers = 3;

/**
 * Asks the name servers this computer is set to, in their order, all within `timeoutMs`. By our own packets, for `node:dns`,
 * which asks the same servers, tells neither the chain nor the TTL of a CNAME; it is asked where ours cannot be sent, by
 * what `createNode` makes. Never rejects: a failure is an outcome, and so is a cancellation, after which nothing is sent.
 */
export async function askSystem(
  servers: readonly string[],
  question: DnsQuestion,
  createNode = createNodeResolver,
): Promise<DnsFinding> {
  const startedAt = performance.now();
  const addresses = servers.map(parseServer).filter((address) => address !== undefined);
  const found = await askInTurn(addresses.slice(0, mostServers), question);
  if (found && (found.outcome !== 'unreachable' || question.signal.aborted)) return found;
  const leftMs = Math.max(1, Math.ceil(question.timeoutMs - (performance.now() - startedAt)));
  return askNode(createNode(leftMs), { ...question, timeoutMs: leftMs });
}

/** It asks the next server at half of the time. */
function createNodeResolver(timeoutMs: number): Resolver {
  return new Resolver({ timeout: Math.ceil(timeoutMs / 2), tries: 1 });
}

/** The next server is asked when one is silent or fails; what the last one said counts. */
async function askInTurn(addresses: readonly ServerAddress[], question: DnsQuestion): Promise<DnsFinding | undefined> {
  let last: DnsFinding | undefined;
  for (const address of addresses) {
    last = await askPlain(address, { ...question, timeoutMs: question.timeoutMs / addresses.length });
    if (['answer', 'noData', 'nxdomain'].includes(last.outcome) || question.signal.aborted) return last;
  }
  return last;
}

/** Tells no TTL (0 then) but for addresses. */
async function askNode(resolver: Resolver, { name, type, timeoutMs, signal }: DnsQuestion): Promise<DnsFinding> {
  const cancel = () => resolver.cancel();
  // The limit of the resolver itself is for each of its servers.
  const limit = setTimeout(cancel, timeoutMs);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const records = await askType(resolver, name, type);
    return { outcome: records.length > 0 ? 'answer' : 'noData', records, transport: 'system' };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return { outcome: lookUp(outcomes, code) ?? 'unreachable', records: [], transport: 'system' };
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', cancel);
  }
}

async function askType(resolver: Resolver, name: string, type: DnsQueryType): Promise<DnsAnswerRecord[]> {
  const record = (data: string, ttl = 0): DnsAnswerRecord => ({ name, type, ttl, data });
  switch (type) {
    case 'A':
      return (await resolver.resolve4(name, { ttl: true })).map(({ address, ttl }) => record(address, ttl));
    case 'AAAA':
      return (await resolver.resolve6(name, { ttl: true })).map(({ address, ttl }) => record(address, ttl));
    case 'CAA':
      return (await resolver.resolveCaa(name)).flatMap(toCaaTexts).map((data) => record(data));
    case 'CNAME':
      return (await resolver.resolveCname(name)).map((data) => record(normalizeHost(data)));
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ exchange }) => record(normalizeHost(exchange)));
    case 'NS':
      return (await resolver.resolveNs(name)).map((data) => record(normalizeHost(data)));
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => record(parts.join('')));
  }
}

/** As in a zone file. Node names the tag as a property; some versions add `type`, which is none. */
function toCaaTexts({ critical, ...properties }: CaaRecord): readonly string[] {
  const tags = Object.entries(properties).filter(([tag]) => tag !== 'type');
  return tags.map(([tag, value]) => `${critical} ${tag} "${value}"`);
}
