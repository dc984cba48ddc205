import { settle } from './settle.js';

/**
 * Runs work whose signal also aborts, with a `TimeoutError`, after so many ms, and is not waited for then: a request for
 * which a proxy still opens a connection does not tell of its end. Not by `AbortSignal.timeout`: in
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
    const either = AbortSignal.any([signal, limit.signal]);
    return await settle<T>(either, ({ resolve, reject }) => void work(either).then(resolve, reject));
  } finally {
    clearTimeout(timer);
  }
}
