import { nextReset } from '../../cdn/quota.js';
import { AppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { Queue } from '../queue/queue.js';
import {
  backoffMs,
  classifyFailure,
  isPauseActive,
  latestRetry,
  type RetryDecision,
  retryPauseMs,
} from '../queue/retryPolicy.js';
import { type Entry, isAt, retryOf, type WorkingEntry, workStages } from '../queueEntry.js';
import { CredentialBreaker, refusesCredentials } from './credentialBreaker.js';
import type { EngineDeps } from './engineContext.js';

/** How much later a refused entry is retried than those that wait because of it, ms. The others show whether the keys are at fault. */
const behindMs = 1_000;

/** The next attempt of a failed entry, ms since the epoch, and whether the failure counts as an attempt. */
interface Retry {
  readonly decision: RetryDecision;
  readonly retryAt: number;
  readonly counts: boolean;
}

/** When a failed request started and ended, ms since the epoch, and a random number from 0 to 1 for the pause. Entries that fail together share it. */
export interface FailedRequest {
  readonly since: number;
  readonly now: number;
  readonly random: number;
}

/** Pauses all work of an account after a failure that concerns the whole account: no network, refused keys, or a proxy or disk that refuses requests. */
export class AccountBackoff {
  /** The failure that caused the current pause. `undefined` if nothing has failed since the last success. */
  error: AppError | undefined;
  /** The end of the current pause, ms since the epoch. */
  until = 0;
  private count = 0;
  private succeededAt = Number.NEGATIVE_INFINITY;
  private readonly breaker: CredentialBreaker;

  /** `onAccepted` is called once the cloud accepts the keys again after it refused them. */
  constructor(
    private readonly deps: Pick<EngineDeps, 'clock' | 'random'>,
    private readonly onAccepted: () => void = () => undefined,
  ) {
    this.breaker = new CredentialBreaker({
      isPaused: () => this.isOn,
      onRefused: (error) => this.begin(error),
      onAccepted: () => this.restart(),
    });
  }

  get isOn(): boolean {
    return isPauseActive(this.until, this.deps.clock.now());
  }

  /** Whether the cloud refused the keys of the account and has not accepted a call since. */
  get hasRefusedKeys(): boolean {
    return this.breaker.refusal !== undefined;
  }

  /** Returns the cloud with a guard in front: while the keys are refused, calls fail without being sent. */
  guard(cloud: CloudPorts): CloudPorts {
    return this.breaker.guard(cloud);
  }

  /**
   * Returns whether another request of the account has succeeded at or after `time`, ms since the epoch. If so, a failure in the meantime does not concern
   * the whole account.
   */
  hasSucceededSince(time: number): boolean {
    return this.succeededAt >= time && this.succeededAt <= this.deps.clock.now();
  }

  /** Decides what follows a failed request. A failure that concerns the whole account starts a pause. */
  noteFailure({ attempts }: WorkingEntry, error: AppError, { since, now, random }: FailedRequest): Retry {
    const decision = this.decide(attempts, error, since);
    // An unsent request proves nothing about the keys.
    const isUnsent = error === this.breaker.refusal;
    if (decision === 'blocked' && !isUnsent) this.begin(error);
    if (decision === 'quota') return { decision, retryAt: nextReset(now), counts: false };
    if (decision !== 'blocked')
      return { decision, retryAt: now + retryPauseMs(error, attempts, decision, random), counts: true };
    const retryAt = this.until + (refusesCredentials(error) && !isUnsent ? behindMs : 0);
    return { decision, retryAt, counts: !isUnsent };
  }

  /** Starts a pause because of this error. Each pause is longer than the last until a request succeeds. */
  begin(error: AppError): void {
    // Refused keys have their own pause, during any other pause of the account.
    const isOfKeys = refusesCredentials(error) && !(this.error && refusesCredentials(this.error));
    if (this.isOn && !isOfKeys) return;
    this.error = error;
    this.until = this.deps.clock.now() + backoffMs(this.count++, 'blocked', this.deps.random());
  }

  recordSuccess(): void {
    // It may have been sent before the keys were refused.
    if (this.hasRefusedKeys) return;
    this.succeededAt = this.deps.clock.now();
    this.end();
  }

  end(): void {
    this.error = undefined;
    this.until = 0;
    this.count = 0;
  }

  /** Ends the pause because the keys are accepted again or the user has signed in. */
  restart(): void {
    this.breaker.reset();
    this.end();
    this.onAccepted();
  }

  /** Classifies a failure. One that looks account-wide is treated as a failure of this entry alone if other requests of the account succeed. */
  private decide(attempts: number, error: AppError, since: number): RetryDecision {
    const decision = classifyFailure(error, attempts);
    if (decision !== 'blocked' || error.kind === 'notSignedIn' || error.kind === 'storeRefused') return decision;
    const isAlone = refusesCredentials(error) ? !this.hasRefusedKeys : this.hasSucceededSince(since);
    return isAlone ? classifyFailure(new AppError('unavailable'), attempts) : decision;
  }
}

/**
 * Shortens waits that lie further in the future than any retry is scheduled, because they come from a clock that was set back. `now` is in ms since the
 * epoch. Rejects as the store does.
 */
export async function clampRetries(queue: Queue, now: number): Promise<void> {
  const latest = Math.min(latestRetry(now, false), latestRetry(now, true));
  if (!queue.has({ stages: workStages, dueFrom: latest + 1, unclaimed: true })) return;
  for (const waitsForQuota of [false, true]) {
    const dueFrom = latestRetry(now, waitsForQuota) + 1;
    const query = { stages: workStages, waitsForQuota, dueFrom, unclaimed: true } as const;
    await queue.changeFound(query, (present) => withRetryAt(present, now));
  }
}

/** Makes entries due at once that wait since the keys were refused. Rejects as the store does. */
export async function makeRefusedDue(queue: Queue, now: number): Promise<void> {
  const query = { stages: workStages, waitsForQuota: false, dueFrom: now + 1, unclaimed: true } as const;
  await queue.changeFound(query, (present): Entry => {
    const { cause } = retryOf(present) ?? {};
    if (!isAt(present, ...workStages) || cause?.kind !== 'error') return present;
    return refusesCredentials(cause.error) ? { ...present, retry: undefined } : present;
  });
}

function withRetryAt(present: Entry, at: number): Entry {
  return isAt(present, ...workStages) && present.retry ? { ...present, retry: { ...present.retry, at } } : present;
}
