/** How long no file must be saved before the saves are refreshed, in ms. */
const debounceMs = 800;
/** The longest wait for a pause while the user keeps saving, in ms. */
const maxDebounceMs = 30_000;

/**
 * Decides how long saves are collected before they are refreshed in one call. The first call of a burst does not wait, so that a lone save is refreshed at
 * once. All times are ms since the epoch.
 */
export class SaveDebounce {
  private startedAt: number | undefined;
  /** The last time when saves were being sent or waited for their refresh. */
  private activeAt = Number.NEGATIVE_INFINITY;
  private isActive = false;
  /** Whether saves of this burst have been refreshed. */
  private hasCalled = false;

  /** Notes whether saves are being sent or wait now. Returns whether a burst has begun: none was sent or waited for as long as the debounce. */
  follow(now: number, isActive: boolean): boolean {
    this.activeAt = Math.min(this.activeAt, now);
    const begins = isActive && !this.isInBurst(now);
    if (begins) this.hasCalled = false;
    if (isActive || this.isActive) this.activeAt = now;
    this.isActive = isActive;
    return begins;
  }

  isInBurst(now: number): boolean {
    return this.isActive || now - this.activeAt < debounceMs;
  }

  /** Starts the wait with the first save that is ready for CDN. If the clock was set back since, the wait starts again now, so that it never gets longer. */
  start(now: number): void {
    this.startedAt = Math.min(this.startedAt ?? now, now);
  }

  /** Ends the wait. `hasCalled` tells whether saves are refreshed now. */
  end(hasCalled: boolean): void {
    this.startedAt = undefined;
    this.hasCalled ||= hasCalled;
  }

  /** Whether the burst has not been refreshed yet, so that the next call need not wait. */
  get isFirst(): boolean {
    return !this.hasCalled;
  }

  /** Returns whether the saves have waited as long as is allowed. */
  hasExpired(now: number): boolean {
    return now >= this.latest;
  }

  /** Returns whether enough time has passed since `lastAt`, when the last save reached the bucket. */
  isQuiet(now: number, lastAt: number): boolean {
    return now >= this.quietAt(now, lastAt);
  }

  /** Returns when to check again, at the latest when the longest wait ends. */
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
