import type { ClockPort } from '../ports/local.js';

/** The most simultaneous changes from outside the editor that are published at once. If there are more, all wait until the user confirms. */
export const maxUnattended = 50;
const debounceMs = 1_000;
/** The longest wait for a pause while files keep changing, in ms. */
const maxDebounceMs = 10_000;
/** How close in time to a branch switch, pull or stash a change must be to count as a part of it, in ms. */
const branchSwitchMs = 5_000;

/** Debounces external changes and passes the changed paths on in batches. A large batch, or one of a branch switch, is to be held for the user. */
export class ExternalChanges {
  private readonly pending = new Set<string>();
  private isWaiting = false;
  private firstAt = 0;
  private lastAt = 0;
  private switchedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: ClockPort,
    private readonly onBatch: (paths: readonly string[], held: boolean) => void,
    private readonly signal: AbortSignal,
  ) {}

  /** Records that version control has just exchanged files, so that the changes waiting now and those shortly after do not count as the user's own edits. */
  markBranchSwitch(): void {
    this.switchedAt = this.clock.now();
  }

  add(path: string): void {
    this.pending.add(path);
    this.lastAt = this.clock.now();
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.firstAt = this.lastAt;
    this.debounce().catch(() => {
      // Only the end of the window ends the wait early.
      this.isWaiting = false;
    });
  }

  private async debounce(): Promise<void> {
    const isOver = () => {
      const now = this.clock.now();
      // A clock that was set back delays nothing.
      return now < this.firstAt || now - this.lastAt >= debounceMs || now - this.firstAt >= maxDebounceMs;
    };
    while (!isOver()) await this.clock.sleep(debounceMs, this.signal);
    const paths = [...this.pending];
    this.pending.clear();
    this.isWaiting = false;
    const switched = this.firstAt - this.switchedAt < branchSwitchMs;
    this.onBatch(paths, switched || paths.length > maxUnattended);
  }
}
