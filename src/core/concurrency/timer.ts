import type { ClockPort } from '../ports/local.js';

/**
 * Starts a timer; the returned function gives the elapsed ms. If the clock is set or the computer sleeps meanwhile, the
 * time is never too short.
 */
export function startTimer({ now, elapsed = now }: Pick<ClockPort, 'now' | 'elapsed'>): () => number {
  const [at, began] = [now(), elapsed()];
  return () => Math.max(now() - at, elapsed() - began);
}
