import { BlockList, isIPv4 } from 'node:net';
import { readJsonList } from '../rpc.js';
import { RpcError } from '../rpcError.js';
import type { SandboxState, StoredSource } from '../state/state.js';
import { isOn } from '../state/uncertain.js';

const types = ['ipaddr', 'domain', 'oss', 'fc_domain'];
const host = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/i;
const publicBucket = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\.oss-[a-z0-9-]+\.aliyuncs\.com$/;
const maxSources = 20;
const unreachable = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  unreachable.addSubnet(net, bits);
}

/** Parses the JSON of `Sources` with the vendor's limits, or throws one of its Malformed codes. */
export function readSources(text: string, state: SandboxState): StoredSource[] {
  const sources = readJsonList(text, malformed).map(readSource);
  const addresses = sources.filter(({ type }) => type === 'ipaddr').length;
  if (sources.length > maxSources || (addresses > 0 && addresses < sources.length)) throw malformed();
  const primary = sources.filter(({ priority }) => priority === '20');
  const isAlone = primary.length <= 1 || (isOn(state.uncertain, 'severalPrimaryDomains') && isAllNames(sources));
  if (addresses === 0 && !isAlone) throw malformed();
  requireAllowed(state, sources);
  return sources;
}

function isAllNames(sources: readonly StoredSource[]): boolean {
  return sources.every(({ type }) => type === 'domain');
}

function requireAllowed(state: SandboxState, sources: readonly StoredSource[]): void {
  const isPrivate = ({ type, content }: StoredSource) => type === 'ipaddr' && unreachable.check(content);
  if (!sources.some((source) => isPrivate(source) || state.origins?.get(source.content)?.isBarred)) return;
  throw new RpcError('SourceInBlacklist', 400, 'The origin is in the blacklist.');
}

/** Throws RetErrorSourceCircle if an origin is the domain itself or another CDN domain. */
export function requireNoCircle(state: SandboxState, name: string, sources: readonly StoredSource[]): void {
  if (!sources.some(({ content }) => content === name || state.cdnDomains.has(content))) return;
  throw new RpcError('RetErrorSourceCircle', 400, 'The origin is itself an accelerated domain.');
}

function readSource(item: unknown): StoredSource {
  if (typeof item !== 'object' || item === null) throw malformed();
  const fields = item as Record<string, unknown>;
  const type = String(fields.type ?? '');
  if (!types.includes(type))
    throw new RpcError('InvalidSourceType.Malformed', 400, 'The specified source type is invalid.');
  const content = String(fields.content ?? '').toLowerCase();
  if (!isContent(type, content)) {
    throw new RpcError('InvalidSource.Content.Malformed', 400, 'The specified source content is invalid.');
  }
  const port = Number(fields.port ?? 80);
  const weight = Number(fields.weight ?? 10);
  const priority = String(fields.priority ?? '20');
  const isPort = Number.isInteger(port) && port >= 1 && port <= 65_535;
  if (!isPort || !['20', '30'].includes(priority) || !(weight >= 0 && weight <= 100)) throw malformed();
  return { type, content, port, priority, weight: String(weight) };
}

function isContent(type: string, content: string): boolean {
  if (type === 'ipaddr') return isIPv4(content);
  // The edge cannot reach the internal domain of a bucket.
  if (type === 'oss') return publicBucket.test(content) && !/-internal\.aliyuncs\.com$/.test(content);
  return host.test(content);
}

function malformed(): RpcError {
  return new RpcError('InvalidSources.Malformed', 400, 'The specified Sources is invalid.');
}
