import { AppError } from '../../src/core/errors.js';
import type { ClockPort } from '../../src/core/ports/local.js';

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** A clock that stands still until advanced. Sleepers wake in the order of their times. */
export interface VirtualClock extends ClockPort {
  /** Advances the time and runs everything that becomes due. */
  advance(ms: number): Promise<void>;
  /** Runs pending promises without advancing the time. */
  settle(): Promise<void>;
  /** The number of sleepers. */
  readonly waiting: number;
}

/** Makes a virtual clock starting at `start` ms since the epoch. */
export function createVirtualClock(start = 1_700_000_000_000): VirtualClock {
  let now = start;
  let sleepers: Sleeper[] = [];
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  const sleep = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(new AppError('cancelled'));
      const sleeper = { at: now + ms, wake: () => done(resolve) };
      const abort = () => done(() => reject(new AppError('cancelled')));
      const done = (then: () => void) => {
        sleepers = sleepers.filter((each) => each !== sleeper);
        signal.removeEventListener('abort', abort);
        then();
      };
      signal.addEventListener('abort', abort);
      sleepers.push(sleeper);
    });
  const advance = async (ms: number) => {
    const end = now + ms;
    await settle();
    for (;;) {
      const next = sleepers.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      now = Math.max(now, next.at);
      next.wake();
      await settle();
    }
    now = end;
  };
  return {
    now: () => now,
    sleep,
    advance,
    settle,
    get waiting() {
      return sleepers.length;
    },
  };
}
