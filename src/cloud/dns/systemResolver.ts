import { Resolver } from 'node:dns/promises';
import { normalizeHost } from '../../core/dns/hostNames.js';
import { lookUp } from '../../core/lookUp.js';
import type { DnsAnswerRecord, DnsOutcome } from '../../core/ports/probe.js';
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

const mostServers = 3;

/**
 * Asks the name servers this computer is set to, in their order. By our own packets, for `node:dns`, which asks the same
 * servers, tells neither the chain nor the TTL of a CNAME; it is asked where ours cannot be sent.
 */
export async function askSystem(servers: readonly string[], question: DnsQuestion): Promise<DnsFinding> {
  const addresses = servers.map(parseServer).filter((address) => address !== undefined);
  const found = await askInTurn(addresses.slice(0, mostServers), question);
  return found && found.outcome !== 'unreachable' ? found : askNode(question);
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
async function askNode({ name, type, timeoutMs, signal }: DnsQuestion): Promise<DnsFinding> {
  const resolver = new Resolver({ timeout: timeoutMs / 2, tries: 1 });
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const records = await askType(resolver, name, type);
    return { outcome: records.length > 0 ? 'answer' : 'noData', records, transport: 'system' };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return { outcome: lookUp(outcomes, code) ?? 'unreachable', records: [], transport: 'system' };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function askType(resolver: Resolver, name: string, type: string): Promise<DnsAnswerRecord[]> {
  const record = (data: string, ttl = 0): DnsAnswerRecord => ({ name, type, ttl, data });
  switch (type) {
    case 'A':
      return (await resolver.resolve4(name, { ttl: true })).map(({ address, ttl }) => record(address, ttl));
    case 'AAAA':
      return (await resolver.resolve6(name, { ttl: true })).map(({ address, ttl }) => record(address, ttl));
    case 'CAA':
      return (await resolver.resolveCaa(name)).flatMap(({ critical, ...properties }) =>
        Object.entries(properties).map(([tag, value]) => record(`${critical} ${tag} "${value}"`)),
      );
    case 'CNAME':
      return (await resolver.resolveCname(name)).map((data) => record(normalizeHost(data)));
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ exchange }) => record(normalizeHost(exchange)));
    case 'NS':
      return (await resolver.resolveNs(name)).map((data) => record(normalizeHost(data)));
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => record(parts.join('')));
    default: {
      const { nsname, hostmaster, serial, minttl } = await resolver.resolveSoa(name);
      return [record(`${nsname} ${hostmaster} ${serial}`, minttl)];
    }
  }
}
