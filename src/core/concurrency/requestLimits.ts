import { type AppError, isErrorOf } from '../errors.js';

/** Which waiting request is sent first: one that the user waits for, then one that finishes a piece of work, then any other. */
export type Priority = 'urgent' | 'write' | 'read';

/** Options of a request. `subject` is its object as `bucket/key`: while an object has a slot, all requests about it use that slot. */
interface RequestOptions {
  readonly priority?: Priority;
  readonly subject?: string;
}

/** The first limit. OSS and the edges accept many requests at once; a slow line or a strict proxy accepts few. */
const firstLimit = 16;
/** The limits at which the throughput is measured before the limit rises further. The last is the highest limit. */
const stages = [64, 128, 256] as const;
/** The highest limit of simultaneous requests to an endpoint. */
export const mostRequests: number = stages[2];
/** The lowest limit that is tried to shorten the time of a request. Fewer requests would hardly use any line. */
const leastTried = firstLimit;
/** The number of urgent requests that may run beyond the limit. */
const urgentReserve = 8;
/** The factor by which the throughput must grow from one stage to the next for the limit to stay. */
const stageGain = 1.1;
/** The fewest broken connections in a round, and their share of the limit, that count as a push-back. Fewer are taken for faults of the line. */
const brokenConnections = { least: 4, share: 0.05 };
/** The number of rounds for which a limit is held at first, and at most. */
const heldRounds = { first: 16, most: 512 };

/** The limits of simultaneous requests of a window. What an endpoint has accepted is remembered until the window closes. */
export class RequestLimits {
  private readonly limits = new Map<string, RequestLimit>();

  /** `now` returns the ms of a clock that is never set back. `most` returns the highest limit, by default 256. */
  constructor(private readonly options: { now(): number; most?(): number }) {}

  /** Returns the limit of an endpoint, which is a host name in lower case. */
  of(endpoint: string): RequestLimit {
    const known = this.limits.get(endpoint);
    if (known) return known;
    const { now, most } = this.options;
    const limit = new RequestLimit(now, most?.() ?? mostRequests);
    this.limits.set(endpoint, limit);
    return limit;
  }
}

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

/** A request that runs. The time of one that was sent again says nothing about the endpoint. */
interface Slot {
  isRepeated: boolean;
}

/**
 * Limits the simultaneous requests to an endpoint, and searches for the lowest limit with the highest throughput. Push-backs lower the limit. A round is as
 * many answers as the limit. It counts only if the limit is reached all the time, since otherwise it says nothing about the endpoint.
 */
export class RequestLimit {
  private limit: number;
  private running = 0;
  private readonly holders = new Map<string, Slot>();
  private readonly waiting: Record<Priority | 'again', (() => void)[]> = { urgent: [], again: [], write: [], read: [] };
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

  /** The present limit of simultaneous requests. */
  get current(): number {
    return this.limit;
  }

  /** Runs `work` in its turn and returns its result. If `subject` has a slot already, `work` runs at once in that slot. */
  async run<T>(work: () => Promise<T>, { priority = 'read', subject }: RequestOptions = {}): Promise<T> {
    if (subject !== undefined && this.holders.has(subject)) return work();
    const turn = this.enter(priority);
    if (turn) await turn;
    const slot: Slot = { isRepeated: false };
    if (subject !== undefined) this.holders.set(subject, slot);
    const startedAt = this.now();
    try {
      return await work();
    } finally {
      if (subject !== undefined && this.holders.get(subject) === slot) this.holders.delete(subject);
      if (!slot.isRepeated) this.count(this.now() - startedAt);
      this.leave();
    }
  }

  /** Waits before a request is sent again. Meanwhile other requests may use the slot of `subject`, if it has one. */
  async pause(subject: string, sleep: () => Promise<void>): Promise<void> {
    const slot = this.holders.get(subject);
    if (!slot) return sleep();
    slot.isRepeated = true;
    this.leave();
    try {
      await sleep();
    } finally {
      await this.enter('again');
    }
  }

  /** Lowers the limit if an error of a request shows that too many were sent at once. Call for each attempt. */
  note(error: unknown): void {
    if (isPushBack(error)) this.pushBack();
    else if (isBroken(error) && this.round.isBroken(this.limit)) this.pushBack();
  }

  /** Lowers the limit, once for all requests that are running. */
  pushBack(): void {
    if (this.running === 0 || this.now() < this.quietUntil) return;
    const { phase, limit } = this;
    if (++this.pushBacks > 2) this.start('climb', limit >> 1);
    else if (phase === 'rise') {
      this.target = limit;
      this.start('climb', Math.min(this.proven, Math.ceil(limit / 1.5)));
    } else if (phase === 'hold') this.start('climb', Math.floor(limit * 0.9));
    else this.start('hold', Math.min(limit - 1, Math.floor(limit * 0.97)));
    this.quietUntil = this.now() + 1.5 * this.meanMs;
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

  /** Takes a slot. Returns nothing if one is free, so that a request starts at once. */
  private enter(priority: Priority | 'again'): Promise<void> | undefined {
    if (!this.mayRun(priority)) return new Promise((resolve) => this.waiting[priority].push(resolve));
    this.running++;
    return undefined;
  }

  private leave(): void {
    this.running--;
    for (let next = this.takeNext(); next; next = this.takeNext()) {
      this.running++;
      next();
    }
  }

  private mayRun(priority: Priority | 'again'): boolean {
    return this.running < this.limit + (priority === 'urgent' ? urgentReserve : 0);
  }

  private takeNext(): (() => void) | undefined {
    const { urgent, again, write, read } = this.waiting;
    if (urgent.length > 0) return this.mayRun('urgent') ? urgent.shift() : undefined;
    return this.mayRun('read') ? (again.shift() ?? write.shift() ?? read.shift()) : undefined;
  }

  private count(ms: number): void {
    this.shortestMs = Math.min(this.shortestMs, ms);
    if (this.running < this.limit) {
      this.round = new Round(this.now());
      return;
    }
    if (this.phase === 'rise' && this.limit < this.target) this.rise();
    if (this.skipped > 0) {
      if (--this.skipped === 0) this.round = new Round(this.now());
      return;
    }
    this.round.add(ms);
    if (this.round.answers < this.limit) return;
    const measured = this.round.measure(this.limit, this.now());
    this.round = new Round(this.now());
    this.rounds++;
    this.meanMs = measured.meanMs;
    this.pushBacks = 0;
    if (this.phase !== 'fall') this.proven = this.limit;
    this.endRound(measured);
  }

  private rise(): void {
    this.credit += this.limit < stages[0] ? 1 : 0.5;
    if (this.credit < 1) return;
    this.credit--;
    this.limit++;
    // The first requests of the new connections include the handshakes.
    if (this.limit === this.target) this.skipped = 2 * this.limit;
  }

  private endRound(measured: Measurement): void {
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
    if (limit >= target) this.settle(measured);
    else this.limit = Math.min(target, limit + Math.max(1, limit >> 4));
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
  private totalMs = 0;
  private broken = 0;

  constructor(private readonly since: number) {}

  add(ms: number): void {
    this.answers++;
    this.totalMs += ms;
  }

  measure(limit: number, now: number): Measurement {
    // A fake clock may stand still.
    return { limit, rate: this.answers / Math.max(0.001, now - this.since), meanMs: this.totalMs / this.answers };
  }

  /** Counts a broken connection and returns whether there are too many of them. */
  isBroken(limit: number): boolean {
    this.broken++;
    return this.broken >= Math.max(brokenConnections.least, brokenConnections.share * limit);
  }
}

/** Returns whether an error means too many requests for the service, the line or the proxy. */
export function isPushBack(error: unknown): error is AppError {
  return (
    isErrorOf(error, 'throttled', 'timeout') || (isErrorOf(error, 'unavailable') && error.details.httpStatus === 503)
  );
}

/** Returns whether the connection broke before the answer. */
function isBroken(error: unknown): boolean {
  return isErrorOf(error, 'unavailable') && error.details.httpStatus === undefined;
}
