import { AppError } from '../errors.js';
import type { CdnConfig, CdnPort } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const pauseMs = 2_000;
const deadlineMs = 10 * 60_000;

/** Removes a configuration and waits until CDN no longer has it. Throws `domainBusy` after ten minutes. */
export async function removeHostConfig(
  cdn: Pick<CdnPort, 'deleteConfig' | 'readConfigs'>,
  clock: ClockPort,
  domain: string,
  config: CdnConfig,
  signal: AbortSignal,
): Promise<void> {
  await cdn.deleteConfig(domain, config.id, signal);
  const end = clock.now() + deadlineMs;
  for (;;) {
    const left = await cdn.readConfigs(domain, [config.functionName], signal);
    if (!left.some(({ id }) => id === config.id)) return;
    if (clock.now() >= end) throw new AppError('domainBusy', { subject: domain });
    await clock.sleep(pauseMs, signal);
  }
}
