/**
 * Runs work whose signal also aborts, with a `TimeoutError`, after so many ms. Not by `AbortSignal.timeout`: in
 * `AbortSignal.any` nothing holds it, and once it has been collected it never fires (Node 20).
 */
export async function withTimeLimit<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new DOMException('It took too long', 'TimeoutError')), ms);
  try {
    return await work(AbortSignal.any([signal, limit.signal]));
  } finally {
    clearTimeout(timer);
  }
}
