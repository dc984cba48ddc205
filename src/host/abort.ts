/** Holds the signal of the current work. `restart` aborts the previous work, `dispose` the last. */
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
