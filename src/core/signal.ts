/** Ends a subscription or frees a resource. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener. Compatible with `vscode.Event`. */
export type Listen<T> = (listener: (value: T) => void) => Disposable;

/**
 * A list of listeners, which `fire` calls in turn. A listener that throws affects neither the others nor the caller: its
 * error becomes an unhandled rejection, which the host reports.
 */
export class Signal<T> {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event: Listen<T> = (listener) => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(value);
      } catch (error) {
        void Promise.reject(error);
      }
    }
  }
}
