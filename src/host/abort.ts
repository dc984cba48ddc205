/** Holds the signal of the current piece of work: `restart` aborts the old one, `dispose` the last. */
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
