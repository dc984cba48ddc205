import { toRealMs, toVendorMs } from '../state/clock.js';
import type { CachedSet, DnsEntry, ServerMode, StoredView } from '../state/dnsState.js';
import type { SandboxState } from '../state/state.js';
import { type Resolution, resolve } from './authority.js';

/** The public resolvers, by the host of their DNS over HTTPS. */
export const publicResolvers = ['dns.alidns.com', 'doh.pub', 'dns.google', 'cloudflare-dns.com'] as const;

/** The name server of the zones themselves. */
export const authorityName = 'authority';

/** An answer, and whether the server looked it up or is authoritative. */
export type ViewedResolution = Resolution & { readonly recursive: boolean };

/** The view of a server, created at its first use. */
export function viewOf(state: SandboxState, server: string): StoredView {
  const found = state.views.get(server) ?? { port53: 'normal', https: 'normal', remembered: new Map() };
  state.views.set(server, found);
  return found;
}

/** The current mode of a server. */
export function modeOf(state: SandboxState, server: string, transport: 'udp' | 'tcp' | 'https'): ServerMode {
  const view = state.views.get(server);
  return (transport === 'https' ? view?.https : view?.port53) ?? 'normal';
}

/** Answers as a server: the authority from its zones; a public resolver from fixed or cached answers, else from the authority. */
export function askServer(state: SandboxState, server: string, name: string, type: string): ViewedResolution {
  if (server === authorityName) return { ...resolve(state, name, type), recursive: false };
  return { ...(remember(state, server, name, type) ?? lookUpThrough(state, server, name, type)), recursive: true };
}

/** Follows aliases one by one, since each record has its own TTL (RFC 2181, 5.2). */
function lookUpThrough(state: SandboxState, server: string, name: string, type: string): Resolution {
  const cache = state.views.get(server)?.cache;
  if (!cache || type === 'ANY') return lookUp(state, name, type);
  const answers: DnsEntry[] = [];
  for (let asked = name; ; ) {
    const { entries, soa, isAbsent } = readSet(state, cache, asked, type);
    const [alias] = type === 'CNAME' ? [] : entries.filter((entry) => entry.type === 'CNAME');
    if (!alias) {
      const code = isAbsent ? 'NXDOMAIN' : 'NOERROR';
      return { code, answers: [...answers, ...entries], ...(soa && { soa }) };
    }
    if (answers.some((earlier) => earlier.name.toLowerCase() === alias.name.toLowerCase()))
      return { code: 'NOERROR', answers };
    answers.push(alias);
    asked = alias.value;
  }
}

/** The absence of a name applies to all types (RFC 2308, 5). */
const anyType = '*';

/** The cached records of a name and type, or its alias, with their remaining TTL; looked up if not cached. */
function readSet(
  state: SandboxState,
  cache: Map<string, CachedSet>,
  name: string,
  type: string,
): Pick<CachedSet, 'entries' | 'soa'> & { readonly isAbsent: boolean } {
  for (const known of [anyType, type, 'CNAME']) {
    const kept = cache.get(`${name.toLowerCase()} ${known}`);
    // An absent CNAME proves nothing about other types.
    if (!kept || kept.expiresAt <= Date.now() || (known !== type && known === 'CNAME' && kept.soa)) continue;
    const ttl = Math.ceil(toVendorMs(state, kept.expiresAt - Date.now()) / 1000);
    const entries = kept.entries.map((entry) => ({ ...entry, name, ttl }));
    return { entries, ...(kept.soa && { soa: { ...kept.soa, ttl } }), isAbsent: known === anyType };
  }
  return keepSet(state, cache, name, type);
}

function keepSet(state: SandboxState, cache: Map<string, CachedSet>, name: string, type: string) {
  const { code, answers, soa } = lookUp(state, name, type);
  const entries = answers.filter((entry) => entry.name.toLowerCase() === name.toLowerCase());
  const isAbsent = code === 'NXDOMAIN' && entries.length === 0;
  // Without proof an absence is not cached (RFC 2308, 5), and an alias proves nothing about its target.
  const proof = entries.length === 0 && soa ? { soa } : {};
  const ttls = [...entries, ...(proof.soa ? [proof.soa] : [])].map(({ ttl }) => ttl);
  if (ttls.length > 0) {
    const expiresAt = Date.now() + toRealMs(state, Math.min(...ttls) * 1000);
    const kept = isAbsent ? anyType : (entries[0]?.type ?? type);
    cache.set(`${name.toLowerCase()} ${kept}`, { entries, ...proof, expiresAt });
  }
  return { entries, ...proof, isAbsent };
}

function lookUp(state: SandboxState, name: string, type: string): Resolution {
  const found = resolve(state, name, type);
  // For a resolver, a name outside all served zones is not registered.
  return found.code === 'REFUSED' ? { ...absence(name, 900), code: 'NXDOMAIN' } : found;
}

/** Caches records until their TTL, which counts down, has elapsed. */
function remember(state: SandboxState, server: string, name: string, type: string): Resolution | undefined {
  const kept = state.views.get(server)?.remembered.get(name.toLowerCase());
  const now = Date.now();
  if (!kept || kept.expiresAt <= now) return undefined;
  const ttl = Math.ceil(toVendorMs(state, kept.expiresAt - now) / 1000);
  if (kept.records.length === 0) return absence(name, ttl);
  const entries: DnsEntry[] = kept.records.map((record) => ({ ...record, name, ttl }));
  const found = entries.filter((entry) => entry.type === type);
  const alias = entries.find((entry) => entry.type === 'CNAME');
  if (found.length > 0) return { code: 'NOERROR', answers: found };
  if (!alias) return { ...absence(name, ttl), code: 'NOERROR' };
  const behind = lookUp(state, alias.value, type);
  return { ...behind, answers: [alias, ...behind.answers] };
}

function absence(name: string, ttl: number): Resolution {
  const zone = name.slice(name.indexOf('.') + 1).toLowerCase();
  const value = `ns1.${zone} hostmaster.${zone} 2026010100 3600 1200 86400 ${ttl}`;
  return { code: 'NXDOMAIN', answers: [], soa: { name: zone, type: 'SOA', ttl, value } };
}
