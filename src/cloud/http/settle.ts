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
