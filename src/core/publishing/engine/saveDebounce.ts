/** Saves are refreshed after a pause of this length, ms. */
const debounceMs = 800;
/** The longest delay of continuous saves, ms. */
const maxDebounceMs = 30_000;

/** Debounces saves, so that those made together are refreshed in one call. All times are ms since the epoch. */
export class SaveDebounce {
  private startedAt: number | undefined;

  /** Starts with the first save that is ready for CDN. A clock that was set back delays nothing. */
  start(now: number): void {
    this.startedAt = Math.min(this.startedAt ?? now, now);
  }

  reset(): void {
    this.startedAt = undefined;
  }

  /** Returns whether the longest delay has passed. */
  hasExpired(now: number): boolean {
    return now >= this.latest;
  }

  /** Returns whether the pause has passed since the last save was put in the bucket at `lastAt`. */
  isQuiet(now: number, lastAt: number): boolean {
    return now >= this.quietAt(now, lastAt);
  }

  /** The time of the next check. */
  nextCheck(now: number, lastAt: number): number {
    return Math.min(this.latest, Math.max(this.quietAt(now, lastAt), now + debounceMs / 4));
  }

  private get latest(): number {
    return (this.startedAt ?? 0) + maxDebounceMs;
  }

  private quietAt(now: number, lastAt: number): number {
    return Math.max(Math.min(lastAt, now), this.startedAt ?? 0) + debounceMs;
  }
}
