import { nextReset } from '../../cdn/quota.js';
import { AppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import { backoffMs, classifyFailure, isPauseActive, type RetryDecision } from '../queue/retryPolicy.js';
import type { WorkingEntry } from '../queueEntry.js';
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

/** Pauses an account after an account-wide failure: offline, bad credentials, a proxy or a disk that refuses. */
export class AccountBackoff {
  /** The failure during a pause. */
  error: AppError | undefined;
  /** Ms since the epoch. */
  until = 0;
  private count = 0;
  private succeededAt = Number.NEGATIVE_INFINITY;
  private readonly breaker: CredentialBreaker;

  /** `onAccepted` is called when refused keys are accepted again. */
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

  /** Whether the cloud has refused the keys and no call has succeeded since. */
  get hasRefusedKeys(): boolean {
    return this.breaker.refusal !== undefined;
  }

  /** Wraps the cloud so that nothing is sent while the keys are refused. */
  guard(cloud: CloudPorts): CloudPorts {
    return this.breaker.guard(cloud);
  }

  /**
   * Returns whether another request of the account has succeeded since then (ms since the epoch), so that a failure does
   * not concern the account.
   */
  hasSucceededSince(time: number): boolean {
    return this.succeededAt >= time && this.succeededAt <= this.deps.clock.now();
  }

  /** Handles the failure of a request started at `since`, ms since the epoch. An account-wide failure starts a pause. */
  noteFailure({ attempts }: WorkingEntry, error: AppError, since: number): Retry {
    const decision = this.decide(attempts, error, since);
    // An unsent request proves nothing about the keys.
    const isUnsent = error === this.breaker.refusal;
    if (decision === 'blocked' && !isUnsent) this.begin(error);
    const now = this.deps.clock.now();
    if (decision === 'quota') return { decision, retryAt: nextReset(now), counts: false };
    if (decision !== 'blocked')
      return { decision, retryAt: now + backoffMs(attempts, decision, this.deps.random()), counts: true };
    const retryAt = this.until + (refusesCredentials(error) && !isUnsent ? behindMs : 0);
    return { decision, retryAt, counts: !isUnsent };
  }

  /** Starts a pause, longer each time. */
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

  /** Resets after the keys are accepted or the user has signed in. */
  restart(): void {
    this.breaker.reset();
    this.end();
    this.onAccepted();
  }

  /** An account-wide failure counts for one entry only while other requests succeed. */
  private decide(attempts: number, error: AppError, since: number): RetryDecision {
    const decision = classifyFailure(error, attempts);
    if (decision !== 'blocked' || error.kind === 'notSignedIn' || error.kind === 'storeRefused') return decision;
    const isAlone = refusesCredentials(error) ? !this.hasRefusedKeys : this.hasSucceededSince(since);
    return isAlone ? classifyFailure(new AppError('unavailable'), attempts) : decision;
  }
}
