import type { DnsAnswer, EdgeAnswer, EdgePort, ResolverPort } from '../../../src/core/ports/probe.js';
import { type MemoryState, visibleRecords } from './state.js';

/** Name servers that show the state's records at once. */
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

/** The records asked for, else the CNAME in their place and what stands behind it. */
function follow(state: MemoryState, name: string, type: string): DnsAnswer['records'] {
  const own = visibleRecords(state, name, type);
  if (own.length > 0) return own;
  const [alias] = visibleRecords(state, name, 'CNAME');
  return alias ? [alias, ...visibleRecords(state, alias.data, type)] : [];
}

/** What OSS answers to `/`: it would have to list the bucket. */
const rootDenied = {
  status: 403,
  headers: { 'x-cache': 'MISS TCP_MISS' },
  body: Buffer.from('<Error><Code>AccessDenied</Code></Error>'),
};

/** An edge that serves online domains at their CNAME and its addresses straight from the bucket, and 403 for anything else. */
export function createMemoryEdge(state: MemoryState): EdgePort {
  return {
    probe: async ({ connectTo, name, path, maxBytes, scheme = 'https' }): Promise<EdgeAnswer> => {
      if (state.edgeAnswer) return state.edgeAnswer(connectTo, name, path, scheme);
      const domain = state.domains.get(name);
      const given = state.certificates.get(state.given.get(name) ?? 0);
      const certificate = {
        trusted: true,
        names: given?.names ?? [name],
        ...(given?.expires !== undefined && { expires: new Date(given.expires).toISOString() }),
        fingerprint: given?.fingerprint ?? '00'.repeat(32),
      };
      const answered = { outcome: 'answered', durationMs: 1, ...(scheme === 'https' && { certificate }) } as const;
      const addresses = visibleRecords(state, domain?.cname ?? '', 'A').map(({ data }) => data);
      if (domain?.status !== 'online' || ![domain.cname, name, ...addresses].includes(connectTo)) {
        return { ...answered, status: 403, headers: { 'x-tengine-bf-error': 'non-existent domain' } };
      }
      const bucket = state.buckets.get(domain.sources[0]?.content.split('.')[0] ?? '');
      const rules = state.configs.get(domain.name) ?? [];
      const isShown = rules.some(({ functionName, args }) => functionName === 'host_redirect' && args.regex === '^/$');
      if (path === '/' && state.rootDenied && !isShown) return { ...answered, ...rootDenied };
      const key = path === '/' ? 'index.html' : decodeURIComponent(path.slice(1).split('?')[0]!);
      const object = bucket?.objects.get(key);
      if (!object) return { ...answered, status: 404, headers: { 'x-cache': 'MISS TCP_MISS' } };
      return {
        ...answered,
        status: 200,
        headers: { ...object.headers, etag: `"${object.etag}"`, 'x-cache': 'MISS TCP_MISS' },
        body: object.body.slice(0, maxBytes),
      };
    },
  };
}
