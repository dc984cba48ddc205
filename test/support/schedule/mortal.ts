import { AppError } from '../../../src/core/errors.js';
import type { PublishStore, StorePort } from '../../../src/core/publishing/publishStore.js';

/** What a window reaches, as long as it lives: after its death nothing comes back, not even an error. */
export interface Mortal {
  live<T>(work: () => Promise<T>, method?: string): Promise<T>;
  /** The same for every method of a port but `md5`, which answers at once. */
  wrap<T extends object>(port: T): T;
  /** The same for its store: what a dead window has not committed is lost. */
  store(port: StorePort): StorePort;
  isDead(): boolean;
  /** Dies in the middle of the nth further call, or of the nth of this method. */
  dieIn(calls: number, when: 'before' | 'after', method?: string): void;
}

/** Everything that a window reaches goes through it, so that a dead one reaches nothing. */
export function createMortal(onDeath: () => void): Mortal {
  let dead = false;
  let left = Number.POSITIVE_INFINITY;
  let fate: 'before' | 'after' = 'before';
  let counted: string | undefined;
  const gone = new Promise<never>(() => undefined);
  const die = () => {
    dead = true;
    onDeath();
    return gone;
  };
  const live = async <T>(work: () => Promise<T>, method?: string): Promise<T> => {
    if (dead) return gone;
    const last = (counted === undefined || counted === method) && left-- <= 0;
    if (last && fate === 'before') return die();
    try {
      const result = await work();
      if (last && !dead) return die();
      return dead ? gone : result;
    } catch (error) {
      if (dead) return gone;
      throw error;
    }
  };
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, method) {
        const real = Reflect.get(target, method);
        if (typeof real !== 'function' || method === 'md5') return real;
        return (...input: unknown[]) => live(() => real.apply(target, input), String(method));
      },
    });
  const wrapStore = (port: PublishStore): PublishStore => ({
    ...port,
    read: (work) => {
      // A dead window runs nothing any more: what its promises are at is as if it had never been.
      if (dead) throw new AppError('cancelled');
      return port.read(work);
    },
    write: (work, options) => live(() => port.write(work, options), 'write'),
    onDidChange: (listener) => port.onDidChange((value) => void (dead || listener(value))),
  });
  const store = (port: StorePort): StorePort => ({
    get opened() {
      return port.opened && wrapStore(port.opened);
    },
    open: () => live(async () => wrapStore(await port.open())),
    hasData: () => live(() => port.hasData()),
  });
  return {
    live,
    wrap,
    store,
    isDead: () => dead,
    dieIn: (calls, when, method) => {
      left = calls;
      fate = when;
      counted = method;
    },
  };
}
