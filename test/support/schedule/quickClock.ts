import { setMaxListeners } from 'node:events';
import { AppError } from '../../../src/core/errors.js';
import type { ClockPort } from '../../../src/core/ports/local.js';

/** A clock for worlds in memory, where only promises run between two moments. */
export interface QuickClock extends ClockPort {
  /** Advances the time to each sleeper in turn. */
  advance(ms: number): Promise<void>;
  /** The number of wakes. */
  readonly wakes: number;
}

interface Sleeper {
  readonly at: number;
  readonly order: number;
  wake(): void;
}

/** Creates a clock that starts at `start`, ms since the epoch. */
export function createQuickClock(start: number): QuickClock {
  let now = start;
  let wakes = 0;
  let order = 0;
  const sleepers = new Set<Sleeper>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const next = (end: number): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.at > end) continue;
      if (!first || sleeper.at < first.at || (sleeper.at === first.at && sleeper.order < first.order)) first = sleeper;
    }
    return first;
  };
  return {
    now: () => now,
    get wakes() {
      return wakes;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(new AppError('cancelled'));
        const leave = () => {
          sleepers.delete(sleeper);
          signal.removeEventListener('abort', cancel);
        };
        const cancel = () => {
          leave();
          reject(new AppError('cancelled'));
        };
        const wake = () => {
          leave();
          resolve();
        };
        const sleeper: Sleeper = { at: now + ms, order: order++, wake };
        sleepers.add(sleeper);
        setMaxListeners(0, signal);
        signal.addEventListener('abort', cancel);
      }),
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let sleeper = next(end); sleeper; sleeper = next(end)) {
        now = Math.max(now, sleeper.at);
        wakes++;
        sleeper.wake();
        await settle();
      }
      now = end;
    },
  };
}
