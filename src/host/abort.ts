/** Holds the abort signal of the current work. `restart` aborts the previous work, and `dispose` aborts the last. */
export class CurrentWork {
  private controller: AbortController | undefined;

  restart(): AbortSignal {
    this.controller?.abort();
    this.controller = new AbortController();
    return this.controller.signal;
  }

  dispose(): void {
    this.controller?.abort();
  }
}
