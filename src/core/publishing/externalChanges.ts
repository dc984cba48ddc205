import type { ClockPort } from '../ports/local.js';

/** More simultaneous external changes than this are held for the user. */
export const maxUnattended = 50;
const debounceMs = 1_000;
/** The longest delay of continuous changes, ms. */
const maxDebounceMs = 10_000;
/** Changes within this time of a branch switch, pull or stash belong to it, ms. */
const branchSwitchMs = 5_000;

/** A change of a file outside the editor. */
export interface ExternalChange {
  readonly path: string;
  readonly deleted: boolean;
}

/** Debounces external changes and passes them on in batches. A large batch, or one of a branch switch, is to be held for the user. */
export class ExternalChanges {
  private readonly pending = new Map<string, ExternalChange>();
  private isWaiting = false;
  private firstAt = 0;
  private lastAt = 0;
  private switchedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: ClockPort,
    private readonly onBatch: (changes: readonly ExternalChange[], held: boolean) => void,
    private readonly signal: AbortSignal,
  ) {}

  /** Called when version control has exchanged files: current and very recent changes are not the user's own edits. */
  markBranchSwitch(): void {
    this.switchedAt = this.clock.now();
  }

  /** Adds a change; the last one of a path wins. */
  add(change: ExternalChange): void {
    this.pending.set(change.path, change);
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
    const changes = [...this.pending.values()];
    this.pending.clear();
    this.isWaiting = false;
    const switched = this.firstAt - this.switchedAt < branchSwitchMs;
    this.onBatch(changes, switched || changes.length > maxUnattended);
  }
}
