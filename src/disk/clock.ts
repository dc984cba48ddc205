import { AppError } from '../core/errors.js';
import type { ClockPort } from '../core/ports/local.js';

/** This computer's clock. */
export const systemClock: ClockPort = {
  now: () => Date.now(),
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
