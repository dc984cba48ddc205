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

/** How a piece of work ends, and what is to be cleaned up when it has. */
interface Ending<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
  /** At once when it has ended already. */
  onEnd(run: () => void): void;
}

/** A promise that a signal can end with its reason; clean-up runs exactly once, however it ends. */
export function settle<T>(signal: AbortSignal, start: (ending: Ending<T>) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const ends: (() => void)[] = [];
    let ended = false;
    const onEnd = (run: () => void) => (ended ? run() : void ends.push(run));
    const finish = (then: () => void) => {
      ended = true;
      for (const end of ends.splice(0)) end();
      signal.removeEventListener('abort', abort);
      then();
    };
    const fail = (error: unknown) => finish(() => reject(error));
    const abort = () => fail(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    start({ resolve: (value) => finish(() => resolve(value)), reject: fail, onEnd });
    if (signal.aborted) abort();
  });
}
