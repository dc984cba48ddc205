import { createRequestLimits } from '../../../../src/core/concurrency/requestLimits.js';
import { AppError } from '../../../../src/core/errors.js';
import type { RequestLimit } from '../../../../src/core/ports/cloud.js';
import { fixLimit } from '../../../support/fixedLimit.js';

/** A server with its line, in simulated time. All times in ms. */
export interface Endpoint {
  readonly roundTripMs: number;
  /** The time of a request in the only processor of the server. */
  readonly workMs?: number;
  /** Answers "too many requests" if more are in progress. Refused requests do not count. */
  readonly throttlesAbove?: number;
  /** Closes the connection of a request if more are in progress. */
  readonly breaksAbove?: number;
  /** The share of requests whose connection breaks. */
  readonly brokenShare?: number;
  /** The time at the beginning of a run in which the process of the client is so busy that it notices each answer late. */
  readonly busyMs?: number;
  /** The additional time of a request while `count` are in progress. */
  readonly slowness?: (count: number) => number;
}

/** The time by which a busy client notices an answer late, ms. */
const lateMs = 80;
/** The requests of one run that wait for their start. As many are in progress in publishing. */
const waiting = 384;

/**
 * Sends this many requests in each of `windows` windows, and returns the requests per second, the number of failed attempts, and when each window ended.
 * `fixed` is a limit that does not adapt. After each of several runs all connections are closed; `runMs` are their times in the first window.
 */
export async function sendAll(
  endpoint: Endpoint,
  count: number,
  { fixed, windows = 1, runs = 1 }: { readonly fixed?: number; readonly windows?: number; readonly runs?: number } = {},
): Promise<{
  readonly perSecond: number;
  readonly failed: number;
  readonly ends: readonly number[];
  readonly runMs: readonly number[];
}> {
  const time = new SimulatedTime();
  const server = new Server(endpoint, time);
  let failed = 0;
  const ends: number[] = [];
  const runMs: number[] = [];
  const sendOne = async (limit: Pick<RequestLimit, 'run' | 'note' | 'pause'>, subject: string) => {
    const attempt = async () => {
      for (let attempts = 0; ; attempts++) {
        const error = await server.answer();
        if (!error) return;
        failed++;
        limit.note(error);
        const pauseMs = error.kind === 'throttled' ? 100 : attempts === 0 ? 0 : 300;
        await limit.pause(subject, () => time.sleep(pauseMs * 2 ** Math.min(attempts, 3) * time.random(0.5, 1)));
      }
    };
    await limit.run(attempt, { priority: 'write', subject });
  };
  const runWindow = async (_: unknown, window: number) => {
    const limit = createRequestLimits(() => time.now).of('oss-cn-hangzhou.aliyuncs.com');
    if (fixed !== undefined) fixLimit(limit, fixed);
    for (let run = 0; run < runs; run++) {
      const startedAt = time.now;
      server.beginRun();
      let next = 0;
      const work = async () => {
        while (next < count) await sendOne(limit, `${window}/${run}/${next++}`);
      };
      await Promise.all(Array.from({ length: waiting }, work));
      if (window === 0) runMs.push(time.now - startedAt);
      await time.sleep(1_000);
    }
    ends.push(time.now);
  };
  await time.run(Promise.all(Array.from({ length: windows }, runWindow)));
  return { perSecond: (1_000 * windows * count * runs) / (time.now - 1_000 * runs), failed, ends, runMs };
}

class Server {
  private inProgress = 0;
  private idleConnections = 0;
  private freeAt = 0;
  private busyUntil = 0;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly time: SimulatedTime,
  ) {}

  /** Begins a run, before which all connections were idle for so long that they are closed. */
  beginRun(): void {
    this.idleConnections = 0;
    this.busyUntil = this.time.now + (this.endpoint.busyMs ?? 0);
  }

  async answer(): Promise<AppError | undefined> {
    const { time, endpoint } = this;
    // A new connection takes two round trips more.
    if (this.idleConnections > 0) this.idleConnections--;
    else await time.sleep(2 * endpoint.roundTripMs);
    const error = this.findError();
    if (!error) this.inProgress++;
    await time.sleep(endpoint.roundTripMs);
    if (!error) await this.work();
    await time.sleep(time.random(0, 4));
    if (!error) this.inProgress--;
    if (!error || error.kind === 'throttled') this.idleConnections++;
    if (time.now < this.busyUntil) await time.sleep(lateMs);
    return error;
  }

  private findError(): AppError | undefined {
    const { throttlesAbove = 1_000, breaksAbove = 1_000, brokenShare = 0 } = this.endpoint;
    if (this.inProgress >= throttlesAbove) return new AppError('throttled');
    if (this.inProgress >= breaksAbove || this.time.random(0, 1) < brokenShare)
      return new AppError('unavailable', { code: 'ECONNRESET' });
    return undefined;
  }

  private async work(): Promise<void> {
    const { time } = this;
    const { workMs = 0, slowness = () => 0 } = this.endpoint;
    this.freeAt = Math.max(time.now, this.freeAt) + workMs * time.random(0.5, 1.5);
    await time.sleep(this.freeAt - time.now + slowness(this.inProgress));
  }
}

/** Time that advances from timer to timer as soon as nothing else is left to do. */
class SimulatedTime {
  now = 0;
  /** The timers by their ms, in steps of a tenth, so that many of them are found quickly. */
  private readonly timers = new Map<number, (() => void)[]>();
  private step = 0;
  private seed = 1;

  sleep(ms: number): Promise<void> {
    const due = Math.max(this.step, Math.round((this.now + ms) * 10));
    return new Promise((resolve) => {
      const sleeping = this.timers.get(due);
      if (sleeping) sleeping.push(resolve);
      else this.timers.set(due, [resolve]);
    });
  }

  /** Returns the next of a repeatable sequence of random numbers. */
  random(from: number, to: number): number {
    this.seed = (this.seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return from + ((to - from) * this.seed) / 2 ** 31;
  }

  async run(work: Promise<unknown>): Promise<void> {
    let hasEnded = false;
    work.finally(() => {
      hasEnded = true;
    });
    while (true) {
      await new Promise((resolve) => setImmediate(resolve));
      if (hasEnded) return;
      for (const wake of this.takeDue()) wake();
    }
  }

  private takeDue(): readonly (() => void)[] {
    if (this.timers.size === 0) throw new Error('Nothing happens any more');
    while (!this.timers.has(this.step)) this.step++;
    const due = this.timers.get(this.step) ?? [];
    this.timers.delete(this.step);
    this.now = this.step / 10;
    return due;
  }
}
