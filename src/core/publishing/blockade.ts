import type { AppError } from '../errors.js';
import type { EngineDeps } from './bench.js';
import { isBlockOn, pauseAfter } from './retryPolicy.js';

/** A trouble that is no file's own (no network, no keys): nothing of the account moves until it is tried again. */
export class Blockade {
  /** What it is, while it lasts. */
  error: AppError | undefined;
  /** Ms since the epoch. */
  until = 0;
  private count = 0;

  constructor(private readonly deps: Pick<EngineDeps, 'clock' | 'random'>) {}

  get isOn(): boolean {
    return isBlockOn(this.until, this.deps.clock.now());
  }

  /** Begins, or goes on with a longer pause once the earlier one is over. */
  begin(error: AppError): void {
    if (this.isOn) return;
    this.error = error;
    this.until = this.deps.clock.now() + pauseAfter(this.count++, 'blocked', this.deps.random());
  }

  end(): void {
    this.error = undefined;
    this.until = 0;
    this.count = 0;
  }
}
