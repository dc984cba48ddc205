import type { ClockPort } from '../ports/local.js';

/**
 * Returns a function that requests `work`: all requests within `ms` (or the other delay that one gives) lead to one run, and those
 * made while it runs to one more. The promise of the request that starts the runs settles with the last of them.
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
