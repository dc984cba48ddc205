import type { DnsAnswer, ResolverPort } from '../../../src/core/ports/probe.js';
import { edgeAddresses, type MemoryState, visibleRecords } from './state.js';

/** Name servers that show the state's records without delay. */
export function createMemoryResolver(state: MemoryState): ResolverPort {
  return {
    query: async (server, question, type): Promise<DnsAnswer> => {
      const name = question.replace(/\.$/, '').toLowerCase();
      const replaced = state.dnsAnswers.get(server);
      if (replaced) return replaced(name, type);
      const records = follow(state, name, type);
      const asked = { server, transport: server === 'system' ? 'system' : 'udp', at: 0, durationMs: 1 } as const;
      if (records.length > 0) return { ...asked, outcome: 'answer', records };
      return { ...asked, outcome: 'nxdomain', records: [], negativeTtl: 600 };
    },
  };
}

/** The requested records, else the CNAME and its target's records. */
function follow(state: MemoryState, name: string, type: string): DnsAnswer['records'] {
  const own = ownRecords(state, name, type);
  if (own.length > 0) return own;
  const [alias] = visibleRecords(state, name, 'CNAME');
  return alias ? [alias, ...ownRecords(state, alias.data, type)] : [];
}

/** The CNAME of a domain has edge addresses, unless the state has others. */
function ownRecords(state: MemoryState, name: string, type: string): DnsAnswer['records'] {
  const own = visibleRecords(state, name, type);
  const isTarget = [...state.domains.values()].some(({ cname }) => cname === name);
  if (own.length > 0 || type !== 'A' || !isTarget) return own;
  return edgeAddresses.map((data) => ({ name, type, ttl: 60, data }));
}
