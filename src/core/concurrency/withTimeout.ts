import type { ClockPort } from '../ports/local.js';

/** Runs work and aborts it after `ms`; then the result is that of `late`. Rejects as the work does. */
export async function withTimeout<T>(
  work: (signal: AbortSignal) => Promise<T>,
  late: () => T,
  {
    clock,
    ms,
    signal,
  }: { readonly clock: Pick<ClockPort, 'sleep'>; readonly ms: number; readonly signal: AbortSignal },
): Promise<T> {
  const limit = new AbortController();
  const stop = AbortSignal.any([signal, limit.signal]);
  try {
    return await Promise.race([work(stop), clock.sleep(ms, stop).then(late)]);
  } finally {
    limit.abort();
  }
}
