/** Tracks background work, to await it on shutdown. */
export class Pending {
  private readonly work = new Set<Promise<unknown>>();

  /** Tracks work until it settles, and returns it. */
  add<T>(work: Promise<T>): Promise<T> {
    const forget = () => void this.work.delete(work);
    this.work.add(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves once all current work has ended. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.work);
  }
}
