import { type AppError, toAppError } from '../../core/errors.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { Diagnosis } from '../../core/verification/facts.js';
import { CurrentWork } from '../../host/abort.js';
import type { Live } from './page/page.js';
import { type Looked, planRecheck } from './recheckPlan.js';

/** What looking again and again uses. */
interface LooksDeps {
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
  /** Says whether the person can see the page. */
  isVisible(): boolean;
  look(signal: AbortSignal): Promise<Diagnosis>;
  /** Draws what is known and what goes on; never called once disposed. */
  show(live: Live): void;
  /** Notes a look that failed, and says it in a sentence. */
  describeFailure(error: AppError): string;
}

/** Looks while the page is visible, again and again until settled, out of time, or disposed. */
export class Looks {
  private readonly work = new CurrentWork();
  private looked: Looked = { checks: 0, askedAt: 0 };
  private now: Live = { kind: 'checking' };
  /** The look that goes on now; none while the page is hidden, settled or stopped. */
  private looking: AbortSignal | undefined;
  private disposed = false;

  constructor(private readonly deps: LooksDeps) {}

  /** What goes on. */
  get live(): Live {
    return this.now;
  }

  /** Looks at once, or as soon as the page is seen, and goes on looking from now. */
  recheck(): void {
    if (this.disposed) return;
    this.looked = { checks: 0, askedAt: this.deps.clock.now() };
    this.pause();
    this.now = { kind: 'checking' };
    this.onVisibility();
  }

  /** Nobody waits for what nobody sees; what was not settled is looked at when it is seen again. */
  onVisibility(): void {
    const unsettled = this.now.kind === 'checking' || this.now.kind === 'next';
    if (!this.deps.isVisible()) this.pause();
    else if (unsettled && !this.looking) this.start();
  }

  /** Draws the page as it is. */
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
        this.looked = { ...this.looked, checks: this.looked.checks + 1 };
        const now = clock.now();
        const plan = planRecheck(this.looked, now, diagnosis);
        if (!plan) return this.show({ kind: diagnosis.verdict.kind === 'working' ? 'settled' : 'stopped' });
        if (plan.lastAt !== undefined) this.looked = { ...this.looked, lastAt: plan.lastAt };
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
