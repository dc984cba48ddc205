import { isOssTarget } from '../dns/hostNames.js';
import type { CdnConfig, CdnDomain, CdnPort, CdnSource } from '../ports/cdn.js';
import { originHostFunction } from './functionNames.js';

/** Says whether CDN fetches from a bucket: OSS finds it by the Host that CDN sends. */
export function asksOss(sources: readonly CdnSource[]): boolean {
  return ossHosts(sources).length > 0;
}

/** The name of the bucket that CDN fetches from, as Host; `undefined` when it is not one bucket, so that CDN has to choose. */
export function bucketHost(sources: readonly CdnSource[]): string | undefined {
  const [only, ...others] = ossHosts(sources);
  return others.length === 0 ? only : undefined;
}

function ossHosts(sources: readonly CdnSource[]): readonly string[] {
  const hosts = sources.filter(({ type, content }) => type === 'oss' || isOssTarget(content));
  return [...new Set(hosts.map(({ content }) => content.toLowerCase()))];
}

/** The Host of a bucket that CDN sends although it fetches from elsewhere: whether its own choice follows new origins is not documented. */
export async function findLeftHost(
  cdn: Pick<CdnPort, 'readConfigs'>,
  { name, sources }: Pick<CdnDomain, 'name' | 'sources'>,
  signal: AbortSignal,
): Promise<CdnConfig | undefined> {
  const configs = await cdn.readConfigs(name, [originHostFunction], signal);
  const isLeft = (host = '') => isOssTarget(host) && !ossHosts(sources).includes(host.toLowerCase());
  return configs.find(({ args }) => isLeft(args.domain_name));
}
