import type { ClockPort } from '../ports/local.js';

/** Runs work that is given up after `ms`: it is then aborted and `late` stands in. Rejects as the work does. */
export async function within<T>(
  clock: Pick<ClockPort, 'sleep'>,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => T,
): Promise<T> {
  const limit = new AbortController();
  const stop = AbortSignal.any([signal, limit.signal]);
  try {
    return await Promise.race([work(stop), clock.sleep(ms, stop).then(late)]);
  } finally {
    limit.abort();
  }
}
