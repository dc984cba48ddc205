import { isErrorOf } from '../../../src/core/errors.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';

/** The shortest pause after which refused keys are tried again, ms. */
const leastPauseMs = 800;

/** Sees whether a window whose keys were refused ever sends more than one call to try them, or sends it too early. */
export interface KeyWatch {
  readonly odd: string[];
  /** The cloud as the window itself sees it, when a call leaves and when its answer is there. */
  observe(owner: string, ports: CloudPorts): CloudPorts;
  /** The user has signed in, or the clock was set on: keys may be tried at any time. */
  excuse(): void;
}

interface Refusal {
  readonly at: number;
  trials: number;
}

/** Makes it by a clock that is never set. */
export function createKeyWatch(now: () => number): KeyWatch {
  const odd: string[] = [];
  const refusals = new Map<string, Refusal>();
  const acceptedAt = new Map<string, number>();
  let excusedAt = Number.NEGATIVE_INFINITY;
  const accept = (owner: string) => {
    refusals.delete(owner);
    acceptedAt.set(owner, now());
  };
  const check = (owner: string, what: string): Refusal | undefined => {
    const refusal = refusals.get(owner);
    // What is sent at the very moment of the refusal was on its way.
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
      const isOld = sentAt <= Math.max(acceptedAt.get(owner) ?? Number.NEGATIVE_INFINITY, excusedAt);
      const isNews = trial ? refusals.get(owner) === trial : !refusals.has(owner);
      if (isErrorOf(error, 'expiredCredentials') && !isOld && isNews) refusals.set(owner, { at: now(), trials: 0 });
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
      excusedAt = now();
    },
  };
}
