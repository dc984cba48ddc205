import type { Diagnosis } from '../../core/verification/facts.js';

const delays = [3, 5, 8, 13, 20, 30];
const deadlineMs = 20 * 60_000;
/** Clocks are not that exact: what was to end has ended by then. */
const graceMs = 2_000;
/** Longer sleeps than this are cut in two: a timer takes no more than some weeks. */
const longestMs = 24 * 3_600_000;

/** What has been done since the person last asked. */
export interface Looked {
  readonly checks: number;
  /** When the person last asked, ms since the epoch, like all times here. */
  readonly askedAt: number;
  /** When the one look after the deadline is due; none until it was planned. */
  readonly lastAt?: number;
}

/**
 * How long to wait before looking again, in ms: longer each time; `undefined` once the domain works or 20 minutes after the
 * person last asked, but for one look right after the time by which the page says that something will have changed.
 */
export function planRecheck(
  { checks, askedAt, lastAt }: Looked,
  now: number,
  { verdict, fixes }: Diagnosis,
): { readonly ms: number; readonly lastAt?: number } | undefined {
  if (verdict.kind === 'working') return undefined;
  const ms = (delays[Math.min(checks, delays.length) - 1] ?? 3) * 1000;
  if (now + ms - askedAt <= deadlineMs) return { ms };
  const [until] = fixes.flatMap((fix) => (fix.kind === 'wait' ? (fix.until ?? []) : []));
  const end = lastAt ?? (until === undefined ? now : until + graceMs);
  return end > now ? { ms: Math.min(end - now, longestMs), lastAt: end } : undefined;
}
