/** The first limit. OSS and the edges accept many requests at once; a slow line or a strict proxy accepts few. */
const firstLimit = 16;
/** The limits at which the throughput is measured before the limit rises further. The last is the highest limit. */
const stages = [64, 128, 256] as const;
/** The highest limit of simultaneous requests to an endpoint. */
export const mostRequests: number = stages[2];
/** The lowest limit that is tried to shorten the time of a request. Fewer requests would hardly use any line. */
const leastTried = firstLimit;
/** The factor by which the throughput must grow from one stage to the next for the limit to stay. */
const stageGain = 1.1;
/** The fewest closed connections in a round, and their share of the answers, that count as a push-back. Fewer are taken for faults of the line. */
const closedConnections = { least: 4, share: 0.05 };
/** The number of rounds for which a limit is held at first, and at most. */
const heldRounds = { first: 16, most: 512 };

/**
 * How the limit changes:
 * - `rise`: by one with each answer, or by half of that above the first stage. At each stage the throughput is measured.
 * - `climb`: by a sixteenth with each round, as long as the throughput grows.
 * - `fall`: by a fifth with each round, as long as the throughput stays the same.
 * - `hold`: not at all. Each time it is held for longer before it climbs again.
 */
type Phase = 'rise' | 'climb' | 'fall' | 'hold';

/** The throughput at a limit, in answers per ms, and the mean time of a request, in ms. */
interface Measurement {
  readonly limit: number;
  readonly rate: number;
  readonly meanMs: number;
}

/**
 * Searches for the lowest limit of simultaneous requests with the highest throughput. Push-backs lower the limit. A round is as many answers as the limit. It
 * counts only if the limit is reached all the time, since otherwise it says nothing about the endpoint.
 */
export class LimitSearch {
  /** The present limit of simultaneous requests. */
  limit: number;
  private phase: Phase = 'rise';
  /** The limit up to which it may rise or climb. */
  private target: number;
  /** The part of an answer that counts for the next rise. */
  private credit = 0;
  /** The last limit at which a whole round had no push-back. */
  private proven: number;
  private base: Measurement | undefined;
  /** The shortest time of a request, ms. */
  private shortestMs = Number.POSITIVE_INFINITY;
  /** The mean time of a request in the last round, or a guess before the first, ms. */
  private meanMs = 100;
  /** The number of answers to skip, since the limit has just changed. */
  private skipped: number;
  private round: Round;
  private rounds = 0;
  /** The number of push-backs since the last whole round. */
  private pushBacks = 0;
  private roundsToHold = heldRounds.first;
  /** Until then, push-backs are about requests that started before the last one. */
  private quietUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly now: () => number,
    private readonly most: number,
  ) {
    this.limit = Math.min(firstLimit, most);
    this.proven = this.limit;
    this.skipped = this.limit;
    this.target = this.nextStage();
    this.round = new Round(now());
  }

  /** Lowers the limit, once for all requests that are running. */
  pushBack(): void {
    if (this.now() < this.quietUntil) return;
    const { phase, limit } = this;
    if (++this.pushBacks > 2) this.start('climb', limit >> 1);
    else if (phase === 'rise') {
      this.target = limit;
      this.start('climb', Math.min(this.proven, Math.ceil(limit / 1.5)));
    } else if (phase === 'hold') this.start('climb', Math.floor(limit * 0.9));
    else this.start('hold', Math.min(limit - 1, Math.floor(limit * 0.97)));
    this.quietUntil = this.now() + 1.5 * this.meanMs;
  }

  /** Adds a connection that was closed before the answer. Returns whether there are too many of them. */
  addClosed(): boolean {
    const { least, share } = closedConnections;
    return ++this.round.closed >= Math.max(least, share * Math.max(this.limit, this.round.seen));
  }

  /** Adds an answer after `ms`. `isFull` tells whether as many requests were running as the limit allows. */
  add(ms: number, isFull: boolean): void {
    this.shortestMs = Math.min(this.shortestMs, ms);
    if (!isFull) {
      this.round = new Round(this.now());
      return;
    }
    if (this.phase === 'rise' && this.limit < this.target) this.rise();
    this.round.seen++;
    if (this.skipped > 0) {
      if (--this.skipped === 0) this.round = new Round(this.now());
      return;
    }
    this.round.answers++;
    this.round.totalMs += ms;
    if (this.round.answers >= this.limit) this.endRound();
  }

  private start(phase: Phase, limit: number): void {
    this.phase = phase;
    this.limit = Math.max(1, limit);
    this.skipped = this.limit;
    this.rounds = 0;
    this.round = new Round(this.now());
  }

  private nextStage(): number {
    return Math.min(this.most, stages.find((stage) => stage > this.limit) ?? mostRequests);
  }

  private rise(): void {
    this.credit += this.limit < stages[0] ? 1 : 0.5;
    if (this.credit < 1) return;
    this.credit--;
    this.limit++;
    // The first requests of the new connections include the handshakes.
    if (this.limit === this.target) this.skipped = 2 * this.limit;
  }

  private endRound(): void {
    const measured = this.round.measure(this.limit, this.now());
    this.round = new Round(this.now());
    this.rounds++;
    this.meanMs = measured.meanMs;
    this.pushBacks = 0;
    if (this.phase !== 'fall') this.proven = this.limit;
    if (this.phase === 'rise') this.endRise(measured);
    else this[this.phase](measured);
  }

  private endRise(measured: Measurement): void {
    if (this.limit < this.target) return;
    const { base } = this;
    if (base && measured.rate < stageGain * base.rate) {
      this.start('climb', base.limit);
      return;
    }
    this.base = measured;
    this.target = this.nextStage();
    if (this.target === this.limit) this.settle(measured);
  }

  private climb(measured: Measurement): void {
    const { base, limit, target } = this;
    const growth = base ? limit / base.limit : 0;
    const isStep = growth < 1 || growth >= 1.25 || limit >= target;
    const gain = base ? measured.rate / base.rate - 1 : 0;
    if (base && growth >= 1 && gain < (isStep ? 0.2 * (growth - 1) : -0.2)) {
      this.settle(base);
      return;
    }
    if (isStep) this.base = measured;
    // The throughput has grown up to here.
    if (limit >= target) this.target = this.nextStage();
    if (limit >= this.target) this.settle(measured);
    else this.limit = Math.min(this.target, limit + Math.max(1, limit >> 4));
  }

  private fall(measured: Measurement): void {
    const { base = measured, limit } = this;
    const isWorse = measured.rate < 0.95 * base.rate;
    if (!isWorse) this.base = { ...measured, rate: Math.max(measured.rate, base.rate) };
    if (isWorse) this.start('hold', base.limit);
    else this.fallFrom(limit);
  }

  private hold(measured: Measurement): void {
    const { base, limit, rounds } = this;
    const isSlower = rounds >= 4 && base !== undefined && measured.meanMs > 2 * base.meanMs;
    if (!isSlower && rounds < this.roundsToHold) return;
    this.base = measured;
    if (isSlower) {
      this.fallFrom(limit);
      return;
    }
    this.roundsToHold = Math.min(heldRounds.most, this.roundsToHold * 2);
    this.target = this.nextStage();
    this.start(limit < this.target ? 'climb' : 'hold', limit);
  }

  /** Keeps a limit. If its requests take longer than they need to, fewer may have the same throughput. */
  private settle(measured: Measurement): void {
    this.base = measured;
    if (measured.meanMs > 1.5 * this.shortestMs) this.fallFrom(measured.limit);
    else this.start('hold', measured.limit);
  }

  private fallFrom(limit: number): void {
    if (limit > leastTried) this.start('fall', Math.floor(limit * 0.8));
    else this.start('hold', limit);
  }
}

/** The answers that are counted until the next decision. */
class Round {
  answers = 0;
  /** The number of all answers, including those that are skipped. */
  seen = 0;
  closed = 0;
  totalMs = 0;

  constructor(private readonly since: number) {}

  measure(limit: number, now: number): Measurement {
    // A fake clock may stand still.
    return { limit, rate: this.answers / Math.max(0.001, now - this.since), meanMs: this.totalMs / this.answers };
  }
}
