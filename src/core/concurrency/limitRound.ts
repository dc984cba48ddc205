/** The throughput at a limit, in answers per ms, and the mean time of a request, in ms. */
export interface Measurement {
  readonly limit: number;
  readonly rate: number;
  readonly meanMs: number;
}

/** The answers that are counted until the next decision. */
export class Round {
  answers = 0;
  /** The number of all answers, including those that are skipped. */
  seen = 0;
  /** The number of all answers that came quickly. */
  quick = 0;
  closed = 0;
  totalMs = 0;

  measure(limit: number): Measurement {
    const meanMs = this.totalMs / this.answers;
    // Requests that are sent again are not counted as answers, but take part in the limit. A fake clock may stand still.
    return { limit, rate: limit / Math.max(0.001, meanMs), meanMs };
  }
}
