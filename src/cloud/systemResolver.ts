import { Resolver } from 'node:dns/promises';
import type { DnsAnswer, DnsAnswerRecord, DnsOutcome } from '../core/ports/probe.js';

type Finding = Omit<DnsAnswer, 'server' | 'durationMs'>;

const outcomes: Readonly<Record<string, DnsOutcome>> = {
  ENODATA: 'noData',
  ENOTFOUND: 'nxdomain',
  ESERVFAIL: 'servfail',
  EREFUSED: 'refused',
  ETIMEOUT: 'timeout',
  ECANCELLED: 'timeout',
};

/** Asks the name servers this computer is set to. It does not tell TTLs (0 then) but for addresses. */
export async function askSystem(name: string, type: string, timeoutMs: number, signal: AbortSignal): Promise<Finding> {
  const resolver = new Resolver({ timeout: timeoutMs / 2, tries: 2 });
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const records = await askType(resolver, name, type);
    return { outcome: records.length > 0 ? 'answer' : 'noData', records };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return { outcome: outcomes[code] ?? 'unreachable', records: [] };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function askType(resolver: Resolver, name: string, type: string): Promise<DnsAnswerRecord[]> {
  const record = (data: string, ttl = 0): DnsAnswerRecord => ({ name, type, ttl, data: data.replace(/\.$/, '') });
  switch (type) {
    case 'A':
      return (await resolver.resolve4(name, { ttl: true })).map(({ address, ttl }) => record(address, ttl));
    case 'AAAA':
      return (await resolver.resolve6(name, { ttl: true })).map(({ address, ttl }) => record(address, ttl));
    case 'CNAME':
      return (await resolver.resolveCname(name)).map((data) => record(data.toLowerCase()));
    case 'NS':
      return (await resolver.resolveNs(name)).map((data) => record(data.toLowerCase()));
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((parts) => record(parts.join('')));
    default: {
      const { nsname, hostmaster, serial, minttl } = await resolver.resolveSoa(name);
      return [record(`${nsname} ${hostmaster} ${serial}`, minttl)];
    }
  }
}
