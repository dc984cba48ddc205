import { isErrorOf } from '../../../src/core/errors.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';

/** The shortest pause before refused keys are tried again, ms. */
const leastPauseMs = 800;

/** Detects that a window with refused keys sends more than one trial call, or sends it too early. */
export interface KeyWatch {
  readonly odd: string[];
  /** Watches a window's calls and their answers. */
  observe(owner: string, ports: CloudPorts): CloudPorts;
  /** Allows trials at any time, since the user signed in or the clock was set. */
  excuse(): void;
}

interface Refusal {
  readonly at: number;
  trials: number;
}

/** Creates the watch with a monotonic clock. */
export function createKeyWatch(now: () => number): KeyWatch {
  const odd: string[] = [];
  const refusals = new Map<string, Refusal>();
  const acceptedAt = new Map<string, number>();
  let excusedAt = Number.NEGATIVE_INFINITY;
  /** The first refusal of a call that was sent in the very millisecond of a sign-in, so before or after it: a pause may count from there. */
  const doubtfulAt = new Map<string, number>();
  const accept = (owner: string) => {
    refusals.delete(owner);
    doubtfulAt.delete(owner);
    acceptedAt.set(owner, now());
  };
  const check = (owner: string, what: string): Refusal | undefined => {
    const refusal = refusals.get(owner);
    // A call at the time of the refusal had already been sent.
    if (!refusal || now() === refusal.at) return undefined;
    if (now() - refusal.at < leastPauseMs) odd.push(`${what} by ${owner} right after its keys were refused`);
    if (refusal.trials++ > 0) odd.push(`${what} by ${owner} beside another trial of refused keys`);
    return refusal;
  };
  const call = async <T>(owner: string, what: string, send: () => Promise<T>): Promise<T> => {
    const sentAt = now();
    const trial = check(owner, what);
    try {
      const result = await send();
      if (trial && refusals.get(owner) === trial) accept(owner);
      return result;
    } catch (error) {
      const restartedAt = Math.max(acceptedAt.get(owner) ?? Number.NEGATIVE_INFINITY, excusedAt);
      const isNews = trial ? refusals.get(owner) === trial : !refusals.has(owner);
      if (isErrorOf(error, 'expiredCredentials') && isNews) {
        if (sentAt === restartedAt && !doubtfulAt.has(owner)) doubtfulAt.set(owner, now());
        if (sentAt > restartedAt)
          refusals.set(owner, { at: trial ? now() : (doubtfulAt.get(owner) ?? now()), trials: 0 });
      }
      throw error;
    } finally {
      if (trial) trial.trials--;
    }
  };
  const wrap = <Port extends object>(owner: string, port: Port): Port =>
    new Proxy(port, {
      get: (target, method) => {
        const real = Reflect.get(target, method);
        if (typeof real !== 'function') return real;
        return (...input: unknown[]) => call(owner, String(method), () => real.apply(target, input));
      },
    });
  return {
    odd,
    observe: (owner, ports) => ({ ...ports, oss: wrap(owner, ports.oss), cdn: wrap(owner, ports.cdn) }),
    excuse: () => {
      refusals.clear();
      doubtfulAt.clear();
      excusedAt = now();
    },
  };
}
