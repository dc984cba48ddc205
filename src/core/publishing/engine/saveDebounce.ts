/** Saves are refreshed once none has followed for this long, ms. */
const debounceMs = 800;
/** An unending stream of saves is refreshed at least this often, ms. */
const maxDebounceMs = 30_000;

/** Debounces saves, so that those made together are refreshed in one call. All times are ms since the epoch. */
export class SaveDebounce {
  private startedAt: number | undefined;

  /** Starts with the first save that is ready for CDN; a clock that was set back delays nothing. */
  start(now: number): void {
    this.startedAt = Math.min(this.startedAt ?? now, now);
  }

  reset(): void {
    this.startedAt = undefined;
  }

  /** Whether it has lasted as long as it may. */
  hasExpired(now: number): boolean {
    return now >= this.latest;
  }

  /** Whether no save has followed for long enough; the last one was put in the bucket at `lastAt`. */
  isQuiet(now: number, lastAt: number): boolean {
    return now >= this.quietAt(now, lastAt);
  }

  /** When to check again. */
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
