import { nextReset } from '../../cdn/quota.js';
import { AppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import { backoffMs, classifyFailure, isPauseActive, type RetryDecision } from '../queue/retryPolicy.js';
import type { WorkingEntry } from '../queueEntry.js';
import { CredentialBreaker, refusesCredentials } from './credentialBreaker.js';
import type { EngineDeps } from './engineContext.js';

/** An entry that was refused itself is tried again so much later than those that wait because of it, ms: others show whether the keys are at fault. */
const behindMs = 1_000;

/** The consequence of a failed entry: when it is tried again, ms since the epoch, and whether that counts as an attempt. */
interface Retry {
  readonly decision: RetryDecision;
  readonly retryAt: number;
  readonly counts: boolean;
}

/** Pauses an account after an account-wide failure: offline, bad credentials, a proxy or a disk that refuses. */
export class AccountBackoff {
  /** The failure, while the pause lasts. */
  error: AppError | undefined;
  /** Ms since the epoch. */
  until = 0;
  private count = 0;
  private succeededAt = Number.NEGATIVE_INFINITY;
  private readonly breaker: CredentialBreaker;

  /** `onAccepted` hears that keys which were refused are accepted again. */
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

  /** Whether the cloud has refused the keys, and none of the calls since then has succeeded. */
  get hasRefusedKeys(): boolean {
    return this.breaker.refusal !== undefined;
  }

  /** The cloud, which sends nothing while the keys are refused. */
  guard(cloud: CloudPorts): CloudPorts {
    return this.breaker.guard(cloud);
  }

  /** Whether another request of the account has succeeded since then (ms since the epoch), so that a failure is not the account's. */
  hasSucceededSince(time: number): boolean {
    return this.succeededAt >= time && this.succeededAt <= this.deps.clock.now();
  }

  /** Decides on the failure of a request that was begun at `since`, ms since the epoch; an account-wide one begins a pause. */
  noteFailure({ attempts }: WorkingEntry, error: AppError, since: number): Retry {
    const decision = this.decide(attempts, error, since);
    // What was not sent shows nothing of the keys.
    const isUnsent = error === this.breaker.refusal;
    if (decision === 'blocked' && !isUnsent) this.begin(error);
    const now = this.deps.clock.now();
    if (decision === 'quota') return { decision, retryAt: nextReset(now), counts: false };
    if (decision !== 'blocked')
      return { decision, retryAt: now + backoffMs(attempts, decision, this.deps.random()), counts: true };
    const retryAt = this.until + (refusesCredentials(error) && !isUnsent ? behindMs : 0);
    return { decision, retryAt, counts: !isUnsent };
  }

  /** Begins a pause, a longer one each time the earlier one is over. */
  begin(error: AppError): void {
    // Refused keys have a pause of their own, whatever else pauses the account already.
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

  /** Forgets what failed: the keys are accepted, or the user has signed in. */
  restart(): void {
    this.breaker.reset();
    this.end();
    this.onAccepted();
  }

  /** An account-wide failure is one entry's as long as other requests succeed. */
  private decide(attempts: number, error: AppError, since: number): RetryDecision {
    const decision = classifyFailure(error, attempts);
    if (decision !== 'blocked' || error.kind === 'notSignedIn' || error.kind === 'storeRefused') return decision;
    const isAlone = refusesCredentials(error) ? !this.hasRefusedKeys : this.hasSucceededSince(since);
    return isAlone ? classifyFailure(new AppError('unavailable'), attempts) : decision;
  }
}
