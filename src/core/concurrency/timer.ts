import type { ClockPort } from '../ports/local.js';

/**
 * Starts to measure by a clock: the answer says how long ago that was, ms. Neither a clock that is set nor a computer that sleeps meanwhile makes it
 * shorter than it was; one of both makes it longer at most.
 */
export function startTimer({ now, elapsed = now }: Pick<ClockPort, 'now' | 'elapsed'>): () => number {
  const [at, began] = [now(), elapsed()];
  return () => Math.max(now() - at, elapsed() - began);
}
