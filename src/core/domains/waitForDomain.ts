import { showDomain } from '../domainName.js';
import { AppError, type ErrorDetails } from '../errors.js';
import type { CdnDomain, CdnPort } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const firstPauseMs = 1_000;
const longestPauseMs = 10_000;
/** A change usually takes minutes; source: Alibaba Cloud CDN, "Add a domain name": seldom 30 minutes. */
const deadlineMs = 30 * 60_000;

/**
 * Reads a domain until `isThere` accepts it (`undefined` once it is gone), and answers what it read last. Throws
 * `domainBarred` when CDN gave the change up, `domainBusy` when it takes longer than half an hour.
 */
export async function waitForDomain(
  { cdn, clock }: { readonly cdn: Pick<CdnPort, 'readDomain'>; readonly clock: ClockPort },
  name: string,
  isThere: (domain: CdnDomain | undefined) => boolean,
  signal: AbortSignal,
): Promise<CdnDomain | undefined> {
  const end = clock.now() + deadlineMs;
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
    const domain = await cdn.readDomain(name, signal);
    if (isThere(domain)) return domain;
    if (domain && hasFailed(domain)) throw new AppError('domainBarred', failureOf(domain));
    if (clock.now() >= end) throw new AppError('domainBusy', { subject: showDomain(name) });
    await clock.sleep(pause, signal);
  }
}

function hasFailed({ status }: CdnDomain): boolean {
  return status === 'configure_failed' || status === 'check_failed';
}

function failureOf({ name, status, description }: CdnDomain): ErrorDetails {
  return { subject: showDomain(name), code: status, ...(description && { message: description }) };
}
