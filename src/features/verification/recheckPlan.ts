import type { Diagnosis } from '../../core/verification/facts.js';

const delays = [3, 5, 8, 13, 20, 30];
const deadlineMs = 20 * 60_000;

/**
 * How long to wait before looking again, in ms: longer each time; `undefined` once the domain works
 * or 20 minutes after the person last asked.
 */
export function planRecheck(checks: number, askedAt: number, now: number, diagnosis?: Diagnosis): number | undefined {
  if (diagnosis?.verdict.kind === 'working') return undefined;
  const delay = (delays[Math.min(checks, delays.length) - 1] ?? 3) * 1000;
  return now + delay - askedAt > deadlineMs ? undefined : delay;
}
