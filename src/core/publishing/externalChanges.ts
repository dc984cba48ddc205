import type { ClockPort } from '../ports/local.js';

/** More changes than this at once, made outside of the editor, are nobody's everyday save. */
export const mostAtOnce = 50;
const gatherMs = 1_000;
/** Output that never comes to rest is handed on after this, ms. */
const longestMs = 10_000;
/** Changes around a branch switch, pull or stash belong to it, ms. */
const switchMs = 5_000;

/** A change of a file outside of the editor. */
export interface OutsideChange {
  readonly path: string;
  readonly deleted: boolean;
}

/** Gathers changes made outside of the editor and says of each heap whether it is held for the person to decide. */
export class OutsideChanges {
  private readonly gathered = new Map<string, OutsideChange>();
  private gathering = false;
  private firstAt = 0;
  private lastAt = 0;
  private switchedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: ClockPort,
    private readonly onHeap: (changes: readonly OutsideChange[], held: boolean) => void,
    private readonly signal: AbortSignal,
  ) {}

  /** The version control has exchanged files: what changes now, or has just changed, is not the person's own work. */
  noteSwitch(): void {
    this.switchedAt = this.clock.now();
  }

  /** Notes a change; the last one of a path counts. */
  note(change: OutsideChange): void {
    this.gathered.set(change.path, change);
    this.lastAt = this.clock.now();
    if (this.gathering) return;
    this.gathering = true;
    this.firstAt = this.lastAt;
    this.gather().catch(() => {
      // Only the end of the window ends the wait early.
      this.gathering = false;
    });
  }

  private async gather(): Promise<void> {
    const isOver = () => {
      const now = this.clock.now();
      // A clock that was set back makes nothing wait.
      return now < this.firstAt || now - this.lastAt >= gatherMs || now - this.firstAt >= longestMs;
    };
    while (!isOver()) await this.clock.sleep(gatherMs, this.signal);
    const changes = [...this.gathered.values()];
    this.gathered.clear();
    this.gathering = false;
    const switched = this.firstAt - this.switchedAt < switchMs;
    this.onHeap(changes, switched || changes.length > mostAtOnce);
  }
}
