/** Work that goes on by itself and that somebody may have to wait for. */
export class Pending {
  private readonly work = new Set<Promise<unknown>>();

  /** Notes it until it has ended, well or not, and hands it back. */
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
