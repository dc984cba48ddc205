import { AppError } from '../errors.js';
import type { CdnConfig, CdnPort } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const pauseMs = 2_000;

/** How long a changed origin host may take to come into effect, ms. */
export const hostDeadlineMs = 10 * 60_000;

/** The dependencies of a change of the origin host. */
export interface HostContext {
  readonly cloud: { readonly cdn: Pick<CdnPort, 'setConfigs' | 'deleteConfig' | 'readConfigs'> };
  readonly clock: ClockPort;
  readonly signal: AbortSignal;
}

/**
 * Sets this Host for requests to the origin, or removes it so that the default applies, and waits until that is in
 * effect. Throws `domainConfigFailed` if CDN cannot apply it, and `domainBusy` after ten minutes.
 */
export async function resetHostConfig(
  { cloud: { cdn }, clock, signal }: HostContext,
  domain: string,
  { id, functionName }: CdnConfig,
  host: string | undefined,
): Promise<void> {
  if (host === undefined) await cdn.deleteConfig(domain, id, signal);
  else await cdn.setConfigs(domain, [{ functionName, args: { domain_name: host }, configId: id }], signal);
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
