import type { ClockPort } from '../../src/core/ports/local.js';
import { systemClock } from '../../src/disk/clock.js';

/**
 * Creates a clock whose sleeps are shorter by a factor, and which moves on by what was slept. Time thus passes as for
 * those who sleep: while a busy computer lets this process wait, no claim expires and no deadline is missed.
 */
export function createHurriedClock(hurry: number, start = systemClock.now()): ClockPort {
  const began = systemClock.now();
  let skipped = 0;
  const now = () => start + systemClock.now() - began + skipped;
  const sleep = async (ms: number, signal: AbortSignal) => {
    const until = now() + ms;
    await systemClock.sleep(ms / hurry, signal);
    skipped += Math.max(0, until - now());
  };
  return { now, sleep };
}
