/** What ends a subscription or frees a resource. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener; shaped like `vscode.Event`, so that either fits. */
export type Listen<T> = (listener: (value: T) => void) => Disposable;

/** A list of listeners: `fire` calls each in turn. One that throws stops neither the others nor who fires; the host hears of it as of any promise that nobody waits for. */
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
