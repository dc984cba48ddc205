import { AppError } from '../errors.js';
import { originHost } from '../origin.js';
import type { CdnConfig, CdnPort } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';
import type { BucketRef } from '../ports/oss.js';

const pauseMs = 2_000;
/** How long a changed origin host may take until it is in effect. */
export const hostDeadlineMs = 10 * 60_000;

/**
 * Has CDN ask a bucket under the bucket's own name again, as it does by itself for a new domain, and waits until
 * that is in effect. Throws `domainBusy` after ten minutes.
 */
export async function resetHostConfig(
  cdn: Pick<CdnPort, 'setConfig' | 'readConfigs'>,
  clock: ClockPort,
  domain: string,
  { id, functionName }: CdnConfig,
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<void> {
  const host = originHost(bucket);
  await cdn.setConfig(domain, { functionName, args: { domain_name: host }, configId: id }, signal);
  const end = clock.now() + hostDeadlineMs;
  for (;;) {
    const configs = await cdn.readConfigs(domain, [functionName], signal);
    if (configs.some(({ args, status }) => args.domain_name === host && status === 'success')) return;
    if (clock.now() >= end) throw new AppError('domainBusy', { subject: domain });
    await clock.sleep(pauseMs, signal);
  }
}
