import type { AppError } from '../../errors.js';
import { backoffMs, isPauseActive } from '../queue/retryPolicy.js';
import type { EngineDeps } from './engineContext.js';

/** Pauses an account after an account-wide failure: offline, bad credentials, a proxy or a disk that refuses. */
export class AccountBackoff {
  /** The failure, while the pause lasts. */
  error: AppError | undefined;
  /** Ms since the epoch. */
  until = 0;
  private count = 0;
  private succeededAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly deps: Pick<EngineDeps, 'clock' | 'random'>) {}

  get isOn(): boolean {
    return isPauseActive(this.until, this.deps.clock.now());
  }

  /** Whether another request of the account has succeeded since then (ms since the epoch), so that a failure is not the account's. */
  hasSucceededSince(time: number): boolean {
    return this.succeededAt >= time && this.succeededAt <= this.deps.clock.now();
  }

  /** Begins a pause, a longer one each time the earlier one is over. */
  begin(error: AppError): void {
    if (this.isOn) return;
    this.error = error;
    this.until = this.deps.clock.now() + backoffMs(this.count++, 'blocked', this.deps.random());
  }

  recordSuccess(): void {
    this.succeededAt = this.deps.clock.now();
    this.end();
  }

  end(): void {
    this.error = undefined;
    this.until = 0;
    this.count = 0;
  }
}
