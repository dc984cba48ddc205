import { hostname } from 'node:os';
import { AppError } from '../core/errors.js';
import type { ClockPort } from '../core/ports/local.js';

/** This computer's clock. */
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

/** The name of the computer that runs this code; under Remote, the remote one. */
export function machineName(): string {
  return hostname();
}
