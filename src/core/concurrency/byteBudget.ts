interface Waiting {
  readonly bytes: number;
  readonly start: () => void;
}

/** Limits the bytes that are in memory at once. */
export class ByteBudget {
  private used = 0;
  private readonly urgent: Waiting[] = [];
  private readonly waiting: Waiting[] = [];

  /** `reserve` of the `most` bytes is for urgent work. */
  constructor(
    private readonly most: number,
    private readonly reserve: number,
  ) {}

  /**
   * Resolves once this many bytes are free; call the result once to release them. A larger request than the whole budget
   * waits until it is alone.
   */
  async take(bytes: number, isUrgent = false): Promise<() => void> {
    const queue = isUrgent ? this.urgent : this.waiting;
    if (queue.length === 0 && this.fits(bytes, isUrgent)) this.used += bytes;
    else await new Promise<void>((start) => queue.push({ bytes, start }));
    return () => {
      this.used -= bytes;
      this.startNext(this.urgent, true);
      if (this.urgent.length === 0) this.startNext(this.waiting, false);
    };
  }

  private fits(bytes: number, isUrgent: boolean): boolean {
    return this.used === 0 || this.used + bytes <= this.most - (isUrgent ? 0 : this.reserve);
  }

  private startNext(queue: Waiting[], isUrgent: boolean): void {
    for (let first = queue[0]; first && this.fits(first.bytes, isUrgent); first = queue[0]) {
      queue.shift();
      this.used += first.bytes;
      first.start();
    }
  }
}
