import { isAppError, isConnectionClosed, isErrorOf } from '../errors.js';
import { isOssHost } from '../origin.js';
import type { RequestLimit, RequestLimits, RequestPriority, SlotOptions } from '../ports/cloud.js';
import { LimitSearch, mostRequests } from './limitSearch.js';

/** The number of urgent requests that may run beyond the limit. */
const urgentReserve = 8;
/** The part of the limit that other requests may use beside an urgent one, since its data would wait behind theirs on the line. */
const shareBesideUrgent = 0.25;
/** How long after an urgent request the next one of the same work may follow, in ms. */
const urgentGapMs = 50;
/** How long an answer, or several requests at once, show why a connection is refused, in ms. */
const recentMs = 10_000;

/** Creates the limits of a window. `now` returns the ms of a clock that is never set back, and `most` the highest limit of an endpoint, by default 256. */
export function createRequestLimits(now: () => number, most: () => number = () => mostRequests): RequestLimits {
  const limits = new Map<string, RequestLimit>();
  let highest: number | undefined;
  return {
    of: (endpoint) => {
      // Read once, since that takes milliseconds.
      highest ??= most();
      const kind = isOssHost(endpoint) ? 'oss' : 'others';
      const limit = limits.get(endpoint) ?? new EndpointLimit(now, new LimitSearch(now, highest, kind));
      limits.set(endpoint, limit);
      return limit;
    },
  };
}

/** Work that has a slot. Its time says nothing about the endpoint if its request was sent again. */
interface Slot {
  isUntimed: boolean;
  startedAt: number;
  readonly isUrgent: boolean;
}

/** A request that waits before it is sent again continues before other requests, except urgent ones. */
type Turn = RequestPriority | 'again';

/** Lets requests to one endpoint wait until fewer run than the limit. */
class EndpointLimit implements RequestLimit {
  private running = 0;
  private urgentRunning = 0;
  private urgentEndedAt = Number.NEGATIVE_INFINITY;
  private answeredAt = Number.NEGATIVE_INFINITY;
  /** The last time when several requests were running. */
  private severalAt = Number.NEGATIVE_INFINITY;
  private readonly slots = new Map<string, Slot>();
  private readonly waiting: Record<Turn, (() => void)[]> = { urgent: [], again: [], write: [], read: [] };

  constructor(
    private readonly now: () => number,
    private readonly search: LimitSearch,
  ) {}

  get current(): number {
    return this.search.limit;
  }

  get answersSeveral(): boolean {
    return this.now() - Math.min(this.answeredAt, this.severalAt) < recentMs;
  }

  send<T>(work: () => Promise<T>, subject: string): Promise<T> {
    return this.slots.has(subject) ? work() : this.run(work);
  }

  async run<T>(
    work: () => Promise<T>,
    { priority = 'read', subject, isUntimed = false }: SlotOptions = {},
  ): Promise<T> {
    const turn = this.enter(priority);
    if (turn) await turn;
    const startedAt = this.now();
    const slot: Slot = { isUntimed, startedAt, isUrgent: priority === 'urgent' };
    this.countUrgent(slot, 1);
    if (subject !== undefined) this.slots.set(subject, slot);
    if (this.running > 1) this.severalAt = startedAt;
    try {
      const result = await work();
      this.answeredAt = this.now();
      return result;
    } finally {
      if (subject !== undefined && this.slots.get(subject) === slot) this.slots.delete(subject);
      if (slot.isUntimed) this.search.drop(slot.startedAt);
      else this.search.add(startedAt, this.running);
      this.countUrgent(slot, -1);
      this.leave();
    }
  }

  async pause(subject: string, sleep: () => Promise<void>): Promise<void> {
    const slot = this.slots.get(subject);
    if (!slot) return sleep();
    this.search.drop(slot.startedAt);
    slot.isUntimed = true;
    this.countUrgent(slot, -1);
    this.leave();
    try {
      await sleep();
    } finally {
      await this.enter('again');
      slot.startedAt = this.now();
      this.countUrgent(slot, 1);
    }
  }

  note(error: unknown): void {
    if (isPushBack(error)) this.pushBack();
    else if (isAppError(error) && isConnectionClosed(error) && this.search.addClosed()) this.pushBack();
  }

  pushBack(): void {
    if (this.running > 0) this.search.pushBack(this.running);
  }

  /** Takes a slot. Returns nothing if one is free, so that a request starts at once. */
  private enter(turn: Turn): Promise<void> | undefined {
    if (!this.mayRun(turn)) return new Promise((resolve) => this.waiting[turn].push(resolve));
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

  private countUrgent({ isUrgent }: Slot, by: 1 | -1): void {
    if (!isUrgent) return;
    this.urgentRunning += by;
    if (by < 0) this.urgentEndedAt = this.now();
  }

  private mayRun(turn: Turn): boolean {
    const { limit } = this.search;
    if (turn === 'urgent') return this.running < limit + urgentReserve;
    const isBesideUrgent = this.urgentRunning > 0 || this.now() - this.urgentEndedAt < urgentGapMs;
    return this.running < (isBesideUrgent ? Math.ceil(limit * shareBesideUrgent) : limit);
  }

  private takeNext(): (() => void) | undefined {
    const { urgent, again, write, read } = this.waiting;
    if (urgent.length > 0) return this.mayRun('urgent') ? urgent.shift() : undefined;
    return this.mayRun('read') ? (again.shift() ?? write.shift() ?? read.shift()) : undefined;
  }
}

/** Returns whether an error means too many requests for the service or the line. */
function isPushBack(error: unknown): boolean {
  return (
    isErrorOf(error, 'throttled', 'timeout') || (isErrorOf(error, 'unavailable') && error.details.httpStatus === 503)
  );
}
