/** Tells once when nothing has moved for so many ms. */
export class IdleWatch {
  private timer: NodeJS.Timeout;
  private hasEnded = false;

  constructor(
    private readonly ms: number,
    private readonly onIdle: () => void,
  ) {
    this.timer = setTimeout(onIdle, ms);
  }

  /** Something has moved. */
  moved(): void {
    this.timer.refresh();
  }

  /** Does work for which the other end is not to blame, and starts again when it is done. */
  async pauseFor(work: () => Promise<void>): Promise<void> {
    clearTimeout(this.timer);
    await work();
    if (!this.hasEnded) this.timer = setTimeout(this.onIdle, this.ms);
  }

  end(): void {
    this.hasEnded = true;
    clearTimeout(this.timer);
  }
}
