/** The limits at which the throughput is measured before the limit rises further. The last is the highest limit. */
const stages = [64, 128, 256] as const;
/** The highest limit of simultaneous requests to an endpoint. */
export const mostRequests: number = stages[2];
/** The first limit, of OSS, which is made for many requests at once, and of all other endpoints. */
const firstLimits = { oss: stages[0], others: 16 } as const;
/** The lowest limit that is tried to shorten the time of a request. Fewer requests would hardly use any line. */
const leastTried = 16;
/** The factor by which the throughput must grow from one stage to the next for the limit to stay. */
const stageGain = 1.1;
/**
 * The times of a quick and of a slow request, as multiples of the shortest one. If most are quick, twice the limit has at least 2 / 1.3 of the throughput.
 * If they are slow, fewer may have the same throughput.
 */
const [quickness, slowness] = [1.3, 1.4];
/** The fewest closed connections in a round, and their share of the answers, that count as a push-back. Fewer are taken for faults of the line. */
const closedConnections = { least: 4, share: 0.05 };
/**
 * The time without an answer, in mean times of a request, after which connections may have been closed. The next run is busy with these and with many files,
 * so that its first bad rounds do not count.
 */
const pause = { meanTimes: 4, badRounds: 2 };
/** The longest time for which refusals are counted, ms. Large objects take much longer than a round trip. */
const longestRefusalsMs = 2_000;
/** The number of rounds for which a limit is held at first, and at most. */
const heldRounds = { first: 16, most: 64 };

/**
 * How the limit changes:
 * - `rise`: by one with each answer, so that it doubles with each round, from stage to stage.
 * - `climb`: by four with each round, as long as the throughput grows. Two windows that climb alike come to share an endpoint.
 * - `fall`: by a fifth with each round, as long as the throughput stays the same.
 * - `hold`: not at all. Each time it is held for longer before it climbs again.
 */
type Phase = 'rise' | 'climb' | 'fall' | 'hold';

/** The requests that were running at a push-back, and how many of them have been refused since. */
interface Refusals {
  readonly limit: number;
  readonly running: number;
  readonly since: number;
  count: number;
}

/**
 * Searches for the lowest limit of simultaneous requests with the highest throughput. Push-backs lower the limit. A round is as many answers as the limit. It
 * counts only if the limit is nearly reached all the time, since otherwise it says nothing about the endpoint.
 */
export class LimitSearch {
  /** The present limit of simultaneous requests. */
  limit: number;
  private phase: Phase = 'rise';
  /** The limit up to which it may rise or climb. */
  private target: number;
  /** The number of requests that are running. */
  private running = 0;
  private base: Measurement | undefined;
  /** The shortest time of a request, ms. */
  private shortestMs = Number.POSITIVE_INFINITY;
  private answeredAt = Number.POSITIVE_INFINITY;
  /** The mean time of the last requests, or a guess before the first, ms. */
  private meanMs = 100;
  /** The last limit at which a whole round had no push-back since the last one, or 0. */
  private proven = 0;
  /** When the limit changed last, and the number of requests from before that are still running. */
  private changed = { at: Number.POSITIVE_INFINITY, earlier: 0 };
  private refusals: Refusals | undefined;
  private round: Round;
  /** Until then, push-backs may be about requests from before the last change. */
  private quietUntil = Number.NEGATIVE_INFINITY;
  /** How many of the last rounds were bad, or had few refusals, which counts only if it happens again. Negative while bad rounds do not count. */
  private doubts = 0;
  /** The mean time of a request above which the held limit falls, ms. */
  private slowMs = Number.POSITIVE_INFINITY;
  /** Whether no higher limit was refused, or had the same throughput, when one was last tried. */
  private isFree = true;
  private rounds = 0;
  private roundsToHold = heldRounds.first;

  constructor(
    private readonly now: () => number,
    private readonly most: number,
    kind: keyof typeof firstLimits,
  ) {
    this.limit = Math.min(firstLimits[kind], most);
    this.target = this.limit;
    this.changed.earlier = this.limit;
    this.round = new Round();
  }

  /** Lowers the limit, once for all `running` requests. As soon as these have ended, the limit is as many of them as were accepted. */
  pushBack(running: number): void {
    this.running = running;
    this.endRefusals();
    const { refusals, limit, phase, shortestMs } = this;
    const now = this.now();
    // A refusal that comes later is about a request that was sent later.
    if (refusals && now < refusals.since + shortestMs) refusals.count++;
    if (refusals || now < this.quietUntil) return;
    this.refusals = { limit, running: Math.min(running, limit), since: now, count: 1 };
    this.limit = Math.max(1, Math.floor(phase === 'rise' ? limit / 1.5 : limit * 0.9));
  }

  /** Adds a connection that was closed before the answer. Returns whether there are too many of them. */
  addClosed(): boolean {
    const { least, share } = closedConnections;
    const { limit, round, refusals } = this;
    return refusals !== undefined || ++round.closed >= Math.max(least, share * Math.max(limit, round.seen));
  }

  /** Takes away a request that started at `startedAt` and is sent again later, since its time tells nothing. */
  drop(startedAt: number): void {
    if (startedAt < this.changed.at) this.changed.earlier--;
  }

  /** Adds an answer to a request that started at `startedAt`, with which `running` requests were running. */
  add(startedAt: number, running: number): void {
    const now = this.now();
    const ms = now - startedAt;
    this.running = running - 1;
    if (now - this.answeredAt > pause.meanTimes * this.meanMs) this.skip(-pause.badRounds);
    this.answeredAt = now;
    this.meanMs += (ms - this.meanMs) / (this.shortestMs === Number.POSITIVE_INFINITY ? 1 : 16);
    this.shortestMs = Math.min(this.shortestMs, ms);
    const wasSkipping = this.isSkipping();
    this.drop(startedAt);
    this.endRefusals();
    if (!this.isFull(running)) this.round = new Round();
    else if (this.refusals) return;
    else if (wasSkipping && !this.isSkipping()) this.endSkipping();
    else this.count(ms);
  }

  /** Returns whether so many requests are as many as the limit allows. A few less are waiting for this process. */
  private isFull(running: number): boolean {
    return running >= this.limit - (this.limit >> 3);
  }

  private count(ms: number): void {
    const { round, limit } = this;
    round.seen++;
    if (ms <= quickness * this.shortestMs) round.quick++;
    if (this.phase === 'rise' && limit < this.target && ++this.limit === this.target) this.skip();
    if (this.isSkipping()) return;
    round.answers++;
    round.totalMs += ms;
    if (round.answers >= limit) this.endRound();
  }

  /** Returns whether answers are skipped. When all requests from before a change are answered, new connections are open. */
  private isSkipping(): boolean {
    return this.changed.earlier > Math.max(1, this.limit >> 4) && this.round.seen < 4 * this.limit;
  }

  private endSkipping(): void {
    const { phase, base, round, limit, shortestMs } = this;
    const isQuick = phase === 'rise' && base && limit < this.nextStage() && 2 * round.quick > round.seen;
    if (isQuick) this.endRise({ limit, rate: limit / shortestMs, meanMs: shortestMs });
    else this.round = new Round();
  }

  private endRefusals(): void {
    const { refusals, meanMs, proven } = this;
    if (!refusals || this.now() < refusals.since + Math.min(longestRefusalsMs, 1.5 * meanMs)) return;
    const { running, limit, count } = refusals;
    this.refusals = undefined;
    this.proven = 0;
    const least = proven > 0 && proven < limit ? proven : limit >> 1;
    const accepted = Math.max(least, Math.min(running - count, limit - 1));
    this.quietUntil = this.now() + Math.min(longestRefusalsMs, meanMs);
    // So few are rather faults of the line, unless it happens again before a whole round.
    if (this.phase === 'rise' && count <= running >> 4 && this.doubts <= 0) {
      this.start('rise', limit);
      this.doubts = 1;
      return;
    }
    this.isFree = false;
    if (this.phase === 'rise') this.target = limit;
    const isUncertain = this.phase === 'rise' && this.doubts > 0;
    this.start(this.phase === 'rise' ? 'climb' : 'hold', isUncertain ? Math.min(accepted, this.limit) : accepted);
  }

  private start(phase: Phase, limit: number): void {
    this.phase = phase;
    this.limit = Math.max(1, limit);
    this.rounds = 0;
    this.skip(0);
  }

  private skip(doubts = this.doubts): void {
    this.doubts = doubts;
    this.changed = { at: this.now(), earlier: this.running };
    this.round = new Round();
  }

  private nextStage(): number {
    return Math.min(this.most, stages.find((stage) => stage > this.limit) ?? mostRequests);
  }

  private endRound(): void {
    const measured = this.round.measure(this.limit);
    this.round = new Round();
    this.rounds++;
    this.proven = this.limit;
    if (this.phase === 'rise') {
      this.doubts = 0;
      this.endRise(measured);
    } else this[this.phase](measured);
  }

  private endRise(measured: Measurement): void {
    if (this.limit < this.target) return;
    const { base } = this;
    this.base = measured;
    if (base && measured.rate < stageGain * base.rate) {
      this.isFree = false;
      this.start('climb', base.limit);
      return;
    }
    this.target = this.nextStage();
    if (this.target === this.limit) this.settle(measured);
  }

  private climb(measured: Measurement): void {
    const { base, limit, target } = this;
    const growth = base ? limit / base.limit : 0;
    const isStep = growth < 1 || growth >= 1.25 || limit >= target;
    const gain = base ? measured.rate / base.rate - 1 : 0;
    if (base && growth >= 1 && gain < (isStep ? 0.2 * (growth - 1) : -0.2)) {
      if (!this.isRepeated()) return;
      this.isFree = false;
      this.settle(base);
      return;
    }
    this.doubts = 0;
    if (isStep) this.base = measured;
    // More requests had much less throughput, so fewer may have even more.
    if (growth < 1 && gain > 0.25) {
      this.fallFrom(limit);
      return;
    }
    // The throughput has grown up to here.
    if (limit >= target) {
      this.isFree = true;
      this.target = this.nextStage();
    }
    if (limit >= this.target) this.settle(measured);
    else this.limit = Math.min(this.target, limit + Math.min(4, limit));
  }

  private fall(measured: Measurement): void {
    const { base = measured, limit } = this;
    const isWorse = measured.rate < 0.95 * base.rate;
    if (!isWorse) this.base = { ...measured, rate: Math.max(measured.rate, base.rate) };
    if (isWorse) this.keep(base, 2 * base.meanMs);
    else this.fallFrom(limit);
  }

  private hold(measured: Measurement): void {
    const { limit, rounds, shortestMs } = this;
    if (measured.meanMs > this.slowMs) {
      if (!this.isRepeated()) return;
      this.base = measured;
      this.fallFrom(limit);
      return;
    }
    this.doubts = 0;
    if (rounds < this.roundsToHold) return;
    this.roundsToHold = Math.min(heldRounds.most, this.roundsToHold * 2);
    this.target = this.nextStage();
    const isHighest = limit >= this.target;
    this.keep(measured, 2 * measured.meanMs);
    // Quick requests are not slowed down by each other.
    if (!isHighest) this.start(this.isFree && measured.meanMs <= quickness * shortestMs ? 'rise' : 'climb', limit);
  }

  /** Counts a bad round. Returns whether the one before was bad as well. One alone may be due to new connections or other work of this process. */
  private isRepeated(): boolean {
    return ++this.doubts >= 2;
  }

  /** Keeps a limit. If its requests take longer than they need to, fewer may have the same throughput. */
  private settle(measured: Measurement): void {
    this.keep(measured, slowness * this.shortestMs);
  }

  private keep(measured: Measurement, slowMs: number): void {
    this.base = measured;
    this.slowMs = slowMs;
    this.start('hold', measured.limit);
  }

  private fallFrom(limit: number): void {
    if (limit > leastTried) this.start('fall', Math.floor(limit * 0.8));
    else this.start('hold', limit);
  }
}

/** The throughput at a limit, in answers per ms, and the mean time of a request, in ms. */
interface Measurement {
  readonly limit: number;
  readonly rate: number;
  readonly meanMs: number;
}

/** The answers that are counted until the next decision. */
class Round {
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
