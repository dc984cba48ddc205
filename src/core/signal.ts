/** Ends a subscription or frees a resource when it is disposed. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener. Disposing the result ends the subscription. Compatible with `vscode.Event`. */
export type Listen<T> = (listener: (value: T) => void) => Disposable;

/**
 * An event and its listeners, which `fire` calls in turn. If a listener throws, the other listeners and the caller are not affected: the error becomes an
 * unhandled rejection, which the host reports.
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
