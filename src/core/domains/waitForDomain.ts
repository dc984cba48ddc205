import { showDomain } from '../domainName.js';
import { AppError, type ErrorDetails } from '../errors.js';
import type { CdnDomain, CdnPort, DomainStatus } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const firstPauseMs = 1_000;
const longestPauseMs = 10_000;
/** Changes usually take minutes, seldom 30. Source: Alibaba Cloud CDN, "Add a domain name". */
const deadlineMs = 30 * 60_000;

/** How long CDN may still report a failure from before the change, ms. */
const staleMs = 60_000;

interface Means {
  readonly cdn: Pick<CdnPort, 'readDomain'>;
  readonly clock: ClockPort;
  readonly signal: AbortSignal;
}

/**
 * Polls a domain until `isDone` accepts it, and returns it. `statusBefore` is its status before the change. Throws
 * `domainBarred` if CDN abandoned the change, and `domainBusy` after half an hour.
 */
export async function waitForDomain(
  means: Means,
  name: string,
  isDone: (domain: CdnDomain | undefined) => boolean,
  statusBefore?: DomainStatus,
): Promise<CdnDomain | undefined> {
  let stale = statusBefore;
  const staleUntil = means.clock.now() + staleMs;
  const look = (domain: CdnDomain | undefined) => {
    if (isDone(domain)) return true;
    if (domain?.status !== stale || means.clock.now() >= staleUntil) stale = undefined;
    if (domain && hasFailed(domain) && stale === undefined) throw new AppError('domainBarred', failureOf(domain));
    return false;
  };
  return poll(means, name, look);
}

/** Polls a domain until it is gone, whatever its status; `onRead` receives each state. Throws `domainBusy` after half an hour. */
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
  isDone: (domain: CdnDomain | undefined) => boolean,
): Promise<CdnDomain | undefined> {
  const end = clock.now() + deadlineMs;
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
    const domain = await cdn.readDomain(name, signal);
    if (isDone(domain)) return domain;
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

/** The calls that delete a domain: CDN deletes only domains that are disabled or never worked. */
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

/** Plans the deletion of a domain; `busy` while CDN works on it. */
export function planRemoval({ status }: Pick<CdnDomain, 'status'>): RemovalPlan {
  return plans[status];
}
