import { hostname } from 'node:os';
import { AppError } from '../core/errors.js';
import type { ClockPort } from '../core/ports/local.js';

/** The clock of this computer. */
export const systemClock: ClockPort = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new AppError('cancelled'));
      const cancel = () => {
        clearTimeout(timer);
        reject(new AppError('cancelled'));
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', cancel);
        resolve();
      }, ms);
      signal.addEventListener('abort', cancel, { once: true });
    }),
};

/** Returns the name of the computer on which this code runs. Under Remote Development that is the remote computer. */
export function machineName(): string {
  return hostname();
}
