import type { Diagnosis, Verdict } from '../../core/verification/facts.js';

const delays = [3, 5, 8, 13, 20, 30];
const deadlineMs = 20 * 60_000;
/** Clocks are not that exact: what was to end has ended by then. */
const graceMs = 2_000;
/** Longer sleeps than this are cut in two: a timer takes no more than some weeks. */
const longestMs = 24 * 3_600_000;

/** The checks since the user last requested one. */
export interface CheckHistory {
  readonly checks: number;
  /** When the user last requested a check, ms since the epoch, like all times here. */
  readonly askedAt: number;
  /** When the one check after the deadline is due; none until it was planned. */
  readonly lastAt?: number;
}

/** Verdicts that time alone does not change. */
const settled: readonly Verdict['kind'][] = ['working', 'httpOnly', 'downloads', 'expiring'];

/** Says whether there is nothing to wait for. */
export function isSettled({ kind }: Verdict): boolean {
  return settled.includes(kind);
}

/**
 * The backoff before the next check, in ms: longer each time; `undefined` once it is settled and no change is awaited, or 20 minutes after the user
 * last requested a check, but for one check right after the time by which the page says that something will have changed.
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
