import { isOssTarget } from '../dns/hostNames.js';
import type { CdnConfig, CdnDomain, CdnPort, CdnSource } from '../ports/cdn.js';
import { originHostFunction } from './functionNames.js';

/** Returns whether CDN fetches from a bucket, which OSS finds by the Host header. */
export function asksOss(sources: readonly CdnSource[]): boolean {
  return ossHosts(sources).length > 0;
}

/** The Host for the bucket of these origins; `undefined` unless there is exactly one bucket, so that CDN chooses. */
export function bucketHost(sources: readonly CdnSource[]): string | undefined {
  const [only, ...others] = ossHosts(sources);
  return others.length === 0 ? only : undefined;
}

function ossHosts(sources: readonly CdnSource[]): readonly string[] {
  const hosts = sources.filter(({ type, content }) => type === 'oss' || isOssTarget(content));
  return [...new Set(hosts.map(({ content }) => content.toLowerCase()))];
}

/** Finds the Host of a former bucket that CDN still sends. Whether its own choice follows new origins is not documented. */
export async function findLeftHost(
  cdn: Pick<CdnPort, 'readConfigs'>,
  { name, sources }: Pick<CdnDomain, 'name' | 'sources'>,
  signal: AbortSignal,
): Promise<CdnConfig | undefined> {
  const configs = await cdn.readConfigs(name, [originHostFunction], signal);
  const isLeft = (host = '') => isOssTarget(host) && !ossHosts(sources).includes(host.toLowerCase());
  return configs.find(({ args }) => isLeft(args.domain_name));
}
