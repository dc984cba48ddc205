/** Keeps track of background work, so that a shutdown can wait for it. */
export class Pending {
  private readonly work = new Set<Promise<unknown>>();

  /** Tracks work until it settles. Returns the same promise. */
  add<T>(work: Promise<T>): Promise<T> {
    const forget = () => void this.work.delete(work);
    this.work.add(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves once all work that is tracked now has ended, successfully or not. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.work);
  }
}
