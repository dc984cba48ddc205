/**
 * Runs work with a signal that also aborts, with a `TimeoutError`, after this many ms. Does not wait for the work then:
 * a request whose proxy still opens a connection does not report its end. `AbortSignal.timeout` is not used: nothing
 * references it in `AbortSignal.any`, and after garbage collection it never fires (Node 20).
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

/** Ends a piece of work and registers its clean-up. */
interface Ending<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
  /** Runs at once if the work has already ended. */
  onEnd(run: () => void): void;
}

/** Creates a promise that a signal can reject with its reason. Clean-up runs exactly once. */
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
