import { isOssTarget } from '../dns/hostNames.js';
import { AppError } from '../errors.js';
import type { CdnConfig, CdnDomain, CdnPort, CdnSource } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';
import { originHostFunction } from './functions.js';

const pauseMs = 2_000;

/** How long a changed origin host may take until it is in effect. */
export const hostDeadlineMs = 10 * 60_000;

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

/** What a change of the origin host works with. */
export interface HostContext {
  readonly cloud: { readonly cdn: Pick<CdnPort, 'setConfig' | 'deleteConfig' | 'readConfigs'> };
  readonly clock: ClockPort;
  readonly signal: AbortSignal;
}

/**
 * Sets this Host for requests to the origin in place of the current one, or removes it so that the default applies, and waits
 * until that is in effect. Throws `domainConfigFailed` when CDN cannot apply it, `domainBusy` after ten minutes.
 */
export async function resetHostConfig(
  { cloud: { cdn }, clock, signal }: HostContext,
  domain: string,
  { id, functionName }: CdnConfig,
  host: string | undefined,
): Promise<void> {
  if (host === undefined) await cdn.deleteConfig(domain, id, signal);
  else await cdn.setConfig(domain, { functionName, args: { domain_name: host }, configId: id }, signal);
  const isThere = (configs: readonly CdnConfig[]) =>
    host === undefined
      ? !configs.some((config) => config.id === id)
      : configs.some(({ args, status }) => args.domain_name === host && status === 'success');
  const end = clock.now() + hostDeadlineMs;
  for (;;) {
    const configs = await cdn.readConfigs(domain, [functionName], signal);
    if (isThere(configs)) return;
    if (configs.some(({ args, status }) => args.domain_name === host && status === 'failed'))
      throw new AppError('domainConfigFailed', { subject: domain });
    if (clock.now() >= end) throw new AppError('domainBusy', { subject: domain });
    await clock.sleep(pauseMs, signal);
  }
}
