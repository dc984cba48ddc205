import { type AppError, toAppError } from '../../core/errors.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { Diagnosis } from '../../core/verification/facts.js';
import { CurrentWork } from '../../host/abort.js';
import type { Live } from './page/page.js';
import { type CheckHistory, isSettled, planRecheck } from './recheckPlan.js';

/** The dependencies of repeated checks. */
interface RecheckDeps {
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
  /** Returns whether the page is visible. */
  isVisible(): boolean;
  look(signal: AbortSignal): Promise<Diagnosis>;
  /** Returns whether an accepted change is not visible yet. */
  isAwaiting(): boolean;
  /** Draws the facts and the progress. Never called after disposal. */
  show(live: Live): void;
  /** Logs a failed check and returns its message. */
  describeFailure(error: AppError): string;
}

/** Checks repeatedly while the page is visible, until the verdict is settled, time is up, or disposal. */
export class RecheckLoop {
  private readonly work = new CurrentWork();
  private history: CheckHistory = { checks: 0, askedAt: 0 };
  private now: Live = { kind: 'checking' };
  /** The signal of the running check; `undefined` while hidden, settled or stopped. */
  private looking: AbortSignal | undefined;
  private disposed = false;

  constructor(private readonly deps: RecheckDeps) {}

  /** The progress: checking, waiting for the next check, or ended. */
  get live(): Live {
    return this.now;
  }

  /** Rechecks now, or once the page is visible, and restarts the schedule. */
  recheck(): void {
    if (this.disposed) return;
    this.history = { checks: 0, askedAt: this.deps.clock.now() };
    this.pause();
    this.now = { kind: 'checking' };
    this.onVisibility();
  }

  /** Pauses while the page is hidden. Continues with a check if the verdict was not settled. */
  onVisibility(): void {
    const unsettled = this.now.kind === 'checking' || this.now.kind === 'next';
    if (!this.deps.isVisible()) this.pause();
    else if (unsettled && !this.looking) this.start();
  }

  /** Draws the current page. */
  show(live = this.now): void {
    if (this.disposed) return;
    this.now = live;
    this.deps.show(live);
  }

  dispose(): void {
    this.disposed = true;
    this.pause();
  }

  private pause(): void {
    this.work.dispose();
    this.looking = undefined;
  }

  private start(): void {
    if (this.disposed) return;
    const signal = this.work.restart();
    this.looking = signal;
    void this.follow(signal);
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { clock } = this.deps;
    try {
      for (;;) {
        this.show({ kind: 'checking' });
        const diagnosis = await this.deps.look(signal);
        if (signal.aborted) return;
        this.history = { ...this.history, checks: this.history.checks + 1 };
        const now = clock.now();
        const plan = planRecheck(this.history, now, diagnosis, this.deps.isAwaiting());
        if (!plan) return this.show({ kind: isSettled(diagnosis.verdict) ? 'settled' : 'stopped' });
        if (plan.lastAt !== undefined) this.history = { ...this.history, lastAt: plan.lastAt };
        this.show({ kind: 'next', at: now + plan.ms });
        await clock.sleep(plan.ms, signal);
      }
    } catch (caught) {
      const error = toAppError(caught);
      if (error.kind !== 'cancelled' && !signal.aborted)
        this.show({ kind: 'failed', sentence: this.deps.describeFailure(error) });
    } finally {
      if (this.looking === signal) this.looking = undefined;
    }
  }
}
