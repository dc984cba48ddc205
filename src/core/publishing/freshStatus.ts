import type { ClockPort } from '../ports/local.js';
import type { PublishState } from './publication.js';

/** How long the result is shown, ms. */
const freshMs = 10_000;

/** Counts fresh files, and resets some time after the last one. */
export class FreshStatus {
  private files = { count: 0, unproven: 0 };
  private until = 0;

  constructor(
    private readonly clock: ClockPort,
    private readonly signal: AbortSignal,
    private readonly onFaded: () => void,
  ) {}

  /** `undefined` when there is nothing to show. */
  get state(): PublishState | undefined {
    return this.files.count > 0 ? { kind: 'fresh', ...this.files } : undefined;
  }

  add(unproven: boolean): void {
    this.files = { count: this.files.count + 1, unproven: this.files.unproven + Number(unproven) };
    const fading = this.until > 0;
    this.until = this.clock.now() + freshMs;
    if (!fading) this.fade().catch(() => undefined);
  }

  clear(): void {
    this.files = { count: 0, unproven: 0 };
  }

  /** Ends early only by disposal. */
  private async fade(): Promise<void> {
    for (let left = freshMs; left > 0 && left <= freshMs; left = this.until - this.clock.now())
      await this.clock.sleep(left, this.signal);
    this.until = 0;
    this.clear();
    this.onFaded();
  }
}
