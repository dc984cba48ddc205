import type { ClockPort } from '../ports/local.js';

/** Starts a timer. Returns a function that returns the elapsed ms, which are never too few, even if the clock is set or the computer sleeps meanwhile. */
export function startTimer({ now, elapsed = now }: Pick<ClockPort, 'now' | 'elapsed'>): () => number {
  const [at, began] = [now(), elapsed()];
  return () => Math.max(now() - at, elapsed() - began);
}
