import { showDomain } from '../domainName.js';
import { AppError, type ErrorDetails } from '../errors.js';
import type { CdnDomain, CdnPort, DomainStatus } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const firstPauseMs = 1_000;
const longestPauseMs = 10_000;
/** A change usually takes minutes; source: Alibaba Cloud CDN, "Add a domain name": seldom 30 minutes. */
const deadlineMs = 30 * 60_000;

/** A failure of before the change is shown for a moment still. */
const staleMs = 60_000;

interface Means {
  readonly cdn: Pick<CdnPort, 'readDomain'>;
  readonly clock: ClockPort;
  readonly signal: AbortSignal;
}

/**
 * Reads a domain until `isThere` accepts it, and answers what it read last. `before` is how the domain stood before the
 * change. Throws `domainBarred` when CDN gave the change up, `domainBusy` when it takes longer than half an hour.
 */
export async function waitForDomain(
  means: Means,
  name: string,
  isThere: (domain: CdnDomain | undefined) => boolean,
  before?: DomainStatus,
): Promise<CdnDomain | undefined> {
  let stale = before;
  const staleUntil = means.clock.now() + staleMs;
  const look = (domain: CdnDomain | undefined) => {
    if (isThere(domain)) return true;
    if (domain?.status !== stale || means.clock.now() >= staleUntil) stale = undefined;
    if (domain && hasFailed(domain) && stale === undefined) throw new AppError('domainBarred', failureOf(domain));
    return false;
  };
  return poll(means, name, look);
}

/** Reads a domain until it is gone, whatever its status is until then; `onRead` receives each. Throws `domainBusy` after half an hour. */
export async function waitForRemoval(means: Means, name: string, onRead: (domain: CdnDomain) => void): Promise<void> {
  const isGone = (domain: CdnDomain | undefined) => {
    if (domain) onRead(domain);
    return domain === undefined;
  };
  await poll(means, name, isGone);
}

async function poll(
  { cdn, clock, signal }: Means,
  name: string,
  isThere: (domain: CdnDomain | undefined) => boolean,
): Promise<CdnDomain | undefined> {
  const end = clock.now() + deadlineMs;
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
    const domain = await cdn.readDomain(name, signal);
    if (isThere(domain)) return domain;
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

/** What deleting a domain takes: CDN deletes only what is disabled, or never came to work. */
type RemovalPlan = readonly ('stop' | 'delete')[] | 'busy';

const plans = {
  online: ['stop', 'delete'],
  offline: ['delete'],
  check_failed: ['delete'],
  configure_failed: ['delete'],
  configuring: 'busy',
  checking: 'busy',
  stopping: 'busy',
  deleting: 'busy',
} satisfies Record<DomainStatus, RemovalPlan>;

/** The acts that delete a domain as it stands; `busy` while CDN works on it. */
export function planRemoval({ status }: Pick<CdnDomain, 'status'>): RemovalPlan {
  return plans[status];
}
