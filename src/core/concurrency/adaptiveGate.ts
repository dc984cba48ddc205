import { type AppError, isErrorOf } from '../errors.js';

/** The first and the highest limit of simultaneous requests. OSS and the edges accept many; a slow line or a strict proxy accepts few. */
export const requestsAtOnce = { start: 16, most: 64 } as const;

/** Bounds of an `AdaptiveGate`, in requests. */
interface AdaptiveGateOptions {
  readonly start: number;
  readonly most: number;
  /** The number of urgent requests beyond the limit. */
  readonly urgentReserve: number;
}

/**
 * Limits simultaneous requests, and adapts the limit as TCP does its window. It grows by one for each clean answer until
 * the first push-back (slow start), and then by one for as many clean answers as the limit. Each push-back halves it.
 */
export class AdaptiveGate {
  private limit: number;
  private running = 0;
  private clean = 0;
  private isSlowStart = true;
  /** Requests started before the limit was halved. Their results do not affect the new limit. */
  private outdated = 0;
  private readonly urgent: (() => void)[] = [];
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly options: AdaptiveGateOptions) {
    this.limit = options.start;
  }

  /** The current limit. */
  get current(): number {
    return this.limit;
  }

  /** Runs `work` in its turn: urgent work first, otherwise in call order. */
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

  /** Halves the limit, once for all running requests. */
  pushBack(): void {
    // No request is running, so this is about others.
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

/** Returns whether an error means too many requests for the service or the line. */
export function isPushBack(error: unknown): error is AppError {
  return (
    isErrorOf(error, 'throttled', 'timeout') || (isErrorOf(error, 'unavailable') && error.details.httpStatus === 503)
  );
}
