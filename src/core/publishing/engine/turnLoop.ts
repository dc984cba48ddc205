import type { ClockPort } from '../../ports/local.js';

/** Runs turns of work one after the other: when woken, or after the pause that the last turn returned. */
export class TurnLoop {
  private waker = new AbortController();
  private woken = false;
  private running = false;

  /** `turn` returns the pause until the next one, in ms, or `undefined` if only `wake` starts it. It never rejects. */
  constructor(
    private readonly clock: ClockPort,
    private readonly signal: AbortSignal,
    private readonly turn: () => Promise<number | undefined>,
  ) {}

  /** Whether the next turn starts at once after the current one. */
  get isWoken(): boolean {
    return this.woken;
  }

  /** Starts a turn now, or after the running one. Does nothing after the signal aborts. */
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
