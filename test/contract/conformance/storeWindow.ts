import type { PublishStore, StoreWriter } from '../../../src/core/publishing/publishStore.js';

/** Something done to a store that can be told to another process. */
export type StoreRequest =
  /** A method of the transaction, `entries.put` for one, in a transaction of its own. */
  | { readonly kind: 'call'; readonly method: string; readonly args: readonly unknown[] }
  /** Adds 1 to the number in a note, so many times. */
  | { readonly kind: 'count'; readonly note: string; readonly times: number }
  /** How often another window's writes were heard of. */
  | { readonly kind: 'heard' };

/** Carries requests out, in whichever process the store is. */
export type Perform = (request: StoreRequest) => Promise<unknown>;

type Remote<T> = {
  readonly [Key in keyof T]: T[Key] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : Remote<T[Key]>;
};

/** Another window that shares the store, wherever it is. */
export interface OtherWindow {
  readonly windowId: string;
  /** Every method in a transaction of its own. */
  readonly tx: Remote<StoreWriter>;
  count(note: string, times: number): Promise<void>;
  heard(): Promise<number>;
}

const readers = /\.(get|getAll|find|read|list|has|nextDue|tally|listKeys|since)$|^note$/;

/** Carries requests out on a store of this process. */
export function performOn(store: PublishStore): Perform {
  let heard = 0;
  store.onDidChange(() => {
    heard += 1;
  });
  return async (request) => {
    if (request.kind === 'heard') return heard;
    if (request.kind === 'call') {
      const { method, args } = request;
      return readers.test(method)
        ? store.read((tx) => call(tx, method, args))
        : store.write((tx) => call(tx, method, args));
    }
    for (let time = 0; time < request.times; time++) await count(store, request.note);
    return undefined;
  };
}

/** Reads a number and writes it back, in one transaction. */
export function count(store: PublishStore, note: string): Promise<void> {
  return store.write((tx) => tx.setNote(note, String(Number(tx.note(note) ?? 0) + 1)));
}

function call(tx: object, method: string, args: readonly unknown[]): unknown {
  const path = method.split('.');
  const owner = path.slice(0, -1).reduce((part: object, name) => Reflect.get(part, name), tx);
  return Reflect.apply(Reflect.get(owner, path.at(-1) ?? ''), owner, args);
}

/** The same with everything copied on its way, as between processes. */
export function performCopied(store: PublishStore): Perform {
  const perform = performOn(store);
  return async (request) => structuredClone(await perform(structuredClone(request)));
}

/** The window behind `perform`. */
export function toOtherWindow(windowId: string, perform: Perform): OtherWindow {
  const at = (path: string): unknown =>
    new Proxy(() => undefined, {
      get: (_target, name) => at(path === '' ? String(name) : `${path}.${String(name)}`),
      apply: (_target, _self, args) => perform({ kind: 'call', method: path, args }),
    });
  return {
    windowId,
    tx: at('') as Remote<StoreWriter>,
    count: async (note, times) => void (await perform({ kind: 'count', note, times })),
    heard: async () => Number(await perform({ kind: 'heard' })),
  };
}
