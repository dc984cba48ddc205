import { AppError } from '../../../src/core/errors.js';
import type { PublishStore, StorePort } from '../../../src/core/publishing/publishStore.js';
import type { Listen } from '../../../src/core/signal.js';

/** The connections of a window: after its death nothing returns, not even an error, and while it is suspended everything waits. */
export interface Mortal {
  live<T>(work: () => Promise<T>, method?: string): Promise<T>;
  /** Wraps every method of a port except `md5`, which answers at once. */
  wrap<T extends object>(port: T): T;
  /** Wraps a store: uncommitted writes of a dead window are lost. */
  store(port: StorePort): StorePort;
  /** Wraps an event: an event during a suspension is delivered once afterwards. */
  listen<T>(listen: Listen<T>): Listen<T>;
  isDead(): boolean;
  /** Dies now. */
  die(): void;
  /** Dies during the nth further call, or the nth call of this method. */
  dieIn(calls: number, when: 'before' | 'after', method?: string): void;
  isSuspended(): boolean;
  suspend(): void;
  /** Continues after a suspension. */
  goOn(): void;
}

/** Creates the connections of a window. */
export function createMortal(onDeath: () => void): Mortal {
  let dead = false;
  let left = Number.POSITIVE_INFINITY;
  let fate: 'before' | 'after' = 'before';
  let counted: string | undefined;
  let sleep: ReturnType<typeof createSleep> | undefined;
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
      while (sleep) await sleep.ended;
      return dead ? gone : result;
    } catch (error) {
      while (sleep) await sleep.ended;
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
  const listen =
    <T>(given: Listen<T>): Listen<T> =>
    (listener) =>
      given((value) => {
        if (sleep) sleep.afterwards.set(listener, () => listener(value));
        else if (!dead) listener(value);
      });
  return {
    live,
    wrap,
    store: (port) => wrapStore(port, { live, listen, isDead: () => dead }),
    listen,
    isDead: () => dead,
    die: () => {
      if (!dead) void die();
    },
    dieIn: (calls, when, method) => {
      left = calls;
      fate = when;
      counted = method;
    },
    isSuspended: () => sleep !== undefined && !dead,
    suspend: () => {
      sleep ??= createSleep();
    },
    goOn: () => {
      const over = sleep;
      sleep = undefined;
      over?.end();
      if (!dead) for (const hear of over?.afterwards.values() ?? []) hear();
    },
  };
}

function createSleep() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { ended, end, afterwards: new Map<unknown, () => void>() };
}

function wrapStore(port: StorePort, mortal: Pick<Mortal, 'live' | 'listen' | 'isDead'>): StorePort {
  const { live, listen, isDead } = mortal;
  // Results for a dead window are dropped.
  const check = () => {
    if (isDead()) throw new AppError('cancelled');
  };
  const wrap = (store: PublishStore): PublishStore => ({
    windowId: store.windowId,
    read: (work) => {
      check();
      return store.read(work);
    },
    write: (work, options) =>
      live(
        () =>
          store.write((tx) => {
            check();
            return work(tx);
          }, options),
        'write',
      ),
    onDidChange: listen(store.onDidChange),
    onDidReplace: listen(store.onDidReplace),
    takeAside: (take) => live(() => store.takeAside(take)),
  });
  return {
    get opened() {
      return port.opened && wrap(port.opened);
    },
    open: () => live(async () => wrap(await port.open())),
    setAside: (request) => live(() => port.setAside(request)),
    hasData: () => live(() => port.hasData()),
    onDidReplace: port.onDidReplace,
  };
}
