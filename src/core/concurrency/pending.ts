/** Background work that may have to be awaited, as on shutdown. */
export class Pending {
  private readonly work = new Set<Promise<unknown>>();

  /** Tracks it until it settles, and returns it. */
  add<T>(work: Promise<T>): Promise<T> {
    const forget = () => void this.work.delete(work);
    this.work.add(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves once all that is under way now has ended. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.work);
  }
}
