import { type AppError, toAppError } from '../../core/errors.js';
import type { ClockPort } from '../../core/ports/local.js';
import type { Diagnosis, Verdict } from '../../core/verification/facts.js';
import { CurrentWork } from '../../host/abort.js';

/** The current activity of the page: checking, waiting until the next check (`at`, in ms since the epoch), settled, stopped, or failed with a message. */
export type Live =
  | { readonly kind: 'checking' }
  | { readonly kind: 'next'; readonly at: number }
  | { readonly kind: 'settled' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly sentence: string };

/** The dependencies of repeated checks. */
interface RecheckDeps {
  readonly clock: Pick<ClockPort, 'now' | 'sleep'>;
  /** Returns whether the page is visible. */
  isVisible(): boolean;
  look(signal: AbortSignal): Promise<Diagnosis>;
  /** Returns whether an accepted change is not visible yet. */
  isAwaiting(): boolean;
  /** Draws the facts and what the loop is doing. It is never called after disposal. */
  show(live: Live): void;
  /** Logs a failed check and returns the message to show. */
  describeFailure(error: AppError): string;
}

/** Checks repeatedly while the page is visible, until the verdict is settled, the time is up, or the loop is disposed. */
export class RecheckLoop {
  private readonly work = new CurrentWork();
  private history: CheckHistory = { checks: 0, askedAt: 0 };
  private now: Live = { kind: 'checking' };
  /** The signal of the check in progress. `undefined` while the page is hidden or the loop has settled or stopped. */
  private looking: AbortSignal | undefined;
  private disposed = false;

  constructor(private readonly deps: RecheckDeps) {}

  /** Returns the current activity of the loop: checking, waiting for the next check, or nothing more. */
  get live(): Live {
    return this.now;
  }

  /** Checks now, or once the page is visible, and restarts the schedule of checks. */
  recheck(): void {
    if (this.disposed) return;
    this.history = { checks: 0, askedAt: this.deps.clock.now() };
    this.pause();
    this.now = { kind: 'checking' };
    this.onVisibility();
  }

  /** Pauses while the page is hidden. When it becomes visible, continues with a check unless the verdict was settled. */
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

const delays = [3, 5, 8, 13, 20, 30];
const deadlineMs = 20 * 60_000;
/** How long after a predicted end the check is made, ms, since clocks are not exact. */
const graceMs = 2_000;
/** The longest sleep, ms. Timers cannot wait longer than some weeks. */
const longestMs = 24 * 3_600_000;

/** The checks since the user last requested one. */
interface CheckHistory {
  readonly checks: number;
  /** When the user last requested a check, in ms since the epoch. All times here are in ms since the epoch. */
  readonly askedAt: number;
  /** When the single check after the deadline is due. Absent until it is planned. */
  readonly lastAt?: number;
}

/** Verdicts that do not change by waiting. */
const settled: readonly Verdict['kind'][] = ['working', 'httpOnly', 'downloads', 'pages', 'expiring'];

/** Returns whether there is nothing to wait for any more. */
export function isSettled({ kind }: Verdict): boolean {
  return settled.includes(kind);
}

/**
 * Returns how long to wait before the next check, in ms. Returns `undefined` if the verdict is settled and no change is pending, or once 20 minutes have
 * passed since the user requested a check. After that there is one more check, at the time for which the page predicts a change.
 */
export function planRecheck(
  { checks, askedAt, lastAt }: CheckHistory,
  now: number,
  { verdict, fixes }: Diagnosis,
  isAwaited = false,
): { readonly ms: number; readonly lastAt?: number } | undefined {
  if (isSettled(verdict) && !isAwaited) return undefined;
  const ms = (delays[Math.min(checks, delays.length) - 1] ?? 3) * 1000;
  if (now + ms - askedAt <= deadlineMs) return { ms };
  const [until] = fixes.flatMap((fix) => (fix.kind === 'wait' ? (fix.until ?? []) : []));
  const end = lastAt ?? (until === undefined ? now : until + graceMs);
  return end > now ? { ms: Math.min(end - now, longestMs), lastAt: end } : undefined;
}
