import type { ClockPort } from '../ports/local.js';

/**
 * Returns a function that requests `work`. Requests within `ms` (or the delay of one of them) share one run, and those
 * during a run share one more. The promise of the first request settles with the last run.
 */
export function coalesce(
  clock: Pick<ClockPort, 'sleep'>,
  ms: number,
  work: () => Promise<void>,
  signal: AbortSignal,
): (firstMs?: number) => Promise<void> {
  let isDue = false;
  let isRunning = false;
  return async (firstMs = ms) => {
    isDue = true;
    if (isRunning) return;
    isRunning = true;
    try {
      for (let delayMs = firstMs; isDue; delayMs = ms) {
        if (delayMs > 0) await clock.sleep(delayMs, signal);
        isDue = false;
        await work();
      }
    } finally {
      isRunning = false;
    }
  };
}
