import type { Diagnosis, Verdict } from '../../core/verification/facts.js';

const delays = [3, 5, 8, 13, 20, 30];
const deadlineMs = 20 * 60_000;
/** Added to a predicted end, since clocks are not exact. */
const graceMs = 2_000;
/** The longest sleep. Timers are limited to some weeks. */
const longestMs = 24 * 3_600_000;

/** The checks since the user last requested one. */
export interface CheckHistory {
  readonly checks: number;
  /** When the user last requested a check, in ms since the epoch, like all times here. */
  readonly askedAt: number;
  /** When the single check after the deadline is due; absent until planned. */
  readonly lastAt?: number;
}

/** Verdicts that do not change with time. */
const settled: readonly Verdict['kind'][] = ['working', 'httpOnly', 'downloads', 'expiring'];

/** Returns whether there is nothing to wait for. */
export function isSettled({ kind }: Verdict): boolean {
  return settled.includes(kind);
}

/**
 * The backoff before the next check, in ms. `undefined` if the verdict is settled and no change is pending, or 20
 * minutes after the user last requested a check. After that there is one more check, at the time when the page predicts
 * a change.
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
