import type { Origin, OriginServer, Parsed } from '../origin.js';
import { parseFunctionCompute, parseOssDomain, parseServers, standardPorts } from '../origin.js';
import { bucketOfSource } from '../oss/binding.js';
import type { CdnDomain, CdnSource } from '../ports/cdn.js';

/** The kinds of origin that are typed. */
export type TypedKind = Exclude<Origin['kind'], 'bucket'>;

/** The current origin of a domain, for editing. */
export interface OriginDraft {
  readonly kind: Origin['kind'];
  /** The origin as text. */
  readonly text: string;
  readonly port: number;
}

/** The current origin as it would be picked or typed. */
export function toDraft({ sources }: Pick<CdnDomain, 'sources'>): OriginDraft {
  const [first] = sources;
  return { kind: kindOf(first), text: sources.map(formatSource).join(' '), port: first?.port ?? standardPorts.http };
}

/** Parses a typed origin of one kind for the CDN domain `domain`. */
export function parseOrigin(kind: TypedKind, text: string, domain: string): Parsed<Origin> {
  if (kind === 'ip' || kind === 'site') {
    const parsed = parseServers(text, kind, domain);
    return parsed.ok ? { ok: true, value: { kind, servers: parsed.value } } : parsed;
  }
  if (kind === 'ossDomain') {
    const parsed = parseOssDomain(text);
    return parsed.ok ? { ok: true, value: { kind, host: parsed.value } } : parsed;
  }
  const region = regionIn(text);
  const parsed = parseFunctionCompute(text, region);
  return parsed.ok ? { ok: true, value: { kind, region, host: parsed.value } } : parsed;
}

function kindOf(source: CdnSource | undefined): Origin['kind'] {
  if (!source || source.type === 'oss') return source && !bucketOfSource(source) ? 'ossDomain' : 'bucket';
  return ({ ipaddr: 'ip', domain: 'site', fc_domain: 'functionCompute' } as const)[source.type];
}

function formatSource({ content, priority, weight }: CdnSource, _index: number, all: readonly CdnSource[]): string {
  const server: OriginServer = { host: content, backup: priority === '30', weight: Number(weight) };
  if (all.length === 1 && !server.backup) return server.host;
  return [server.host, ...(server.backup ? ['backup'] : []), `weight=${server.weight}`].join(';');
}

/** `cn-hangzhou` in `1234.cn-hangzhou.fc.aliyuncs.com` and in `name.cn-hangzhou.fcapp.run`. */
function regionIn(text: string): string {
  return /\.([a-z0-9-]+)\.(?:fc\.aliyuncs\.com|fcapp\.run)(?:[:/]|\.?\s*$)/i.exec(text)?.[1]?.toLowerCase() ?? '';
}
