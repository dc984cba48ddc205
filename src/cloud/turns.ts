import { abortError } from './transportErrors.js';

/** Turns for a limited number of callers at a time. */
export interface Turns {
  /** Resolves once there is a turn, in the order of the calls; rejects and takes none once the signal aborts. */
  take(signal: AbortSignal): Promise<void>;
  /** Ends a turn, which goes to the caller that has waited longest. */
  give(): void;
}

/** A semaphore whose waiting callers can be cancelled. */
export function createTurns(limit: number): Turns {
  const waiting = new Set<() => void>();
  let taken = 0;
  return {
    take(signal) {
      if (signal.aborted) return Promise.reject(abortError());
      if (taken < limit) return Promise.resolve(void taken++);
      return queueUp(waiting, signal);
    },
    give() {
      const [next] = waiting;
      if (next) next();
      else taken--;
    },
  };
}

function queueUp(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiting.delete(start);
      signal.removeEventListener('abort', cancel);
    };
    const start = () => {
      leave();
      resolve();
    };
    const cancel = () => {
      leave();
      reject(abortError());
    };
    waiting.add(start);
    signal.addEventListener('abort', cancel, { once: true });
  });
}
