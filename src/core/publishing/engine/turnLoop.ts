import type { ClockPort } from '../../ports/local.js';

/** Does one turn of work after the other: as soon as it is woken, or once the pause that the last turn asked for is over. */
export class TurnLoop {
  private waker = new AbortController();
  private woken = false;
  private running = false;

  /** `turn` answers when the next one is due, in ms, or `undefined` when only `wake` starts it; it never rejects. */
  constructor(
    private readonly clock: ClockPort,
    private readonly signal: AbortSignal,
    private readonly turn: () => Promise<number | undefined>,
  ) {}

  /** Whether the next turn follows the present one at once. */
  get isWoken(): boolean {
    return this.woken;
  }

  /** Starts a turn now, or after the one that is under way; nothing once the signal is aborted. */
  wake(): void {
    if (this.signal.aborted) return;
    this.woken = true;
    // The default reason would collect a stack trace each time.
    this.waker.abort('woken');
    if (this.running) return;
    this.running = true;
    void this.run();
  }

  private async run(): Promise<void> {
    while (!this.signal.aborted) {
      this.woken = false;
      this.waker = new AbortController();
      const pauseMs = await this.turn();
      if (this.woken) continue;
      if (pauseMs === undefined) break;
      await this.pause(pauseMs);
    }
    this.running = false;
  }

  private async pause(ms: number): Promise<void> {
    try {
      await this.clock.sleep(Math.max(0, ms), AbortSignal.any([this.waker.signal, this.signal]));
    } catch {
      // Woken, or at the end.
    }
  }
}
