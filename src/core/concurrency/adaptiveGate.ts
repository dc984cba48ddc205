import { type AppError, isErrorOf } from '../errors.js';

/** Requests at once at first and at most: OSS and the edges take many, while a slow line and a strict proxy take few. */
export const requestsAtOnce = { start: 16, most: 64 } as const;

/** Bounds of an `AdaptiveGate`, in requests. */
interface AdaptiveGateOptions {
  readonly start: number;
  readonly most: number;
  /** So many urgent ones may run beyond the limit. */
  readonly urgentReserve: number;
}

/**
 * Limits how many requests are under way at once, and adapts the limit as TCP does its window: one more for each clean answer
 * until the service or the line pushes back for the first time (slow start), then one more after as many clean answers as the
 * limit allows; half of it with each push back.
 */
export class AdaptiveGate {
  private limit: number;
  private running = 0;
  private clean = 0;
  private isSlowStart = true;
  /** Requests that began before the limit was halved: what becomes of them says nothing about the new limit. */
  private outdated = 0;
  private readonly urgent: (() => void)[] = [];
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly options: AdaptiveGateOptions) {
    this.limit = options.start;
  }

  /** How many may be under way at once now. */
  get current(): number {
    return this.limit;
  }

  /** Runs `work` when its turn has come: urgent work before all other, otherwise in the order of the calls. */
  async run<T>(work: () => Promise<T>, isUrgent = false): Promise<T> {
    if (!this.mayRun(isUrgent))
      await new Promise<void>((resolve) => (isUrgent ? this.urgent : this.waiting).push(resolve));
    else this.running++;
    try {
      const result = await work();
      this.noteClean();
      return result;
    } catch (error) {
      if (isPushBack(error)) this.pushBack();
      throw error;
    } finally {
      this.leave();
    }
  }

  /** Halves the limit, once for all requests that are under way. */
  pushBack(): void {
    // Where nothing is under way, it was about others.
    if (this.outdated > 0 || this.running === 0) return;
    this.limit = Math.max(1, Math.floor(this.limit / 2));
    this.outdated = this.running;
    this.clean = 0;
    this.isSlowStart = false;
  }

  private mayRun(isUrgent: boolean): boolean {
    return this.running < this.limit + (isUrgent ? this.options.urgentReserve : 0);
  }

  private noteClean(): void {
    if (this.outdated > 0 || (++this.clean < this.limit && !this.isSlowStart)) return;
    this.clean = 0;
    this.limit = Math.min(this.options.most, this.limit + 1);
  }

  private leave(): void {
    this.running--;
    if (this.outdated > 0) this.outdated--;
    for (let next = this.takeNext(); next; next = this.takeNext()) {
      this.running++;
      next();
    }
  }

  private takeNext(): (() => void) | undefined {
    if (this.urgent.length > 0) return this.mayRun(true) ? this.urgent.shift() : undefined;
    return this.mayRun(false) ? this.waiting.shift() : undefined;
  }
}

/** Whether an error says that there are too many requests for the service or the line. */
export function isPushBack(error: unknown): error is AppError {
  return (
    isErrorOf(error, 'throttled', 'timeout') || (isErrorOf(error, 'unavailable') && error.details.httpStatus === 503)
  );
}
