import type { ClockPort } from '../../../core/ports/local.js';
import type { Publisher } from '../../../core/publishing/publisher.js';
import type { Completion } from '../../../core/publishing/publishStore.js';
import type { Follow, FollowedTask } from '../../../core/refresh/followTask.js';
import { type Disposable, Signal } from '../../../core/signal.js';
import type { ObjectRef } from '../../../host/commandIds.js';

/**
 * The result: `fresh` was seen at the edge, `refreshed` could not be checked there, `uploaded` has no domain with
 * copies, `deleted` is gone, `done` was requested by hand.
 */
type Outcome = 'fresh' | 'refreshed' | 'uploaded' | 'deleted' | 'done';

const outcomes = { fresh: 'fresh', unproven: 'refreshed', unserved: 'uploaded' } as const;

/** A successful result with its time in ms since the epoch. */
export interface RecentResult {
  readonly label: string;
  readonly outcome: Outcome;
  readonly at: number;
  readonly object?: ObjectRef;
}

/** A task that is being followed. */
export interface TaskUnderWay extends FollowedTask {
  readonly percent: number;
  stop(): void;
}

const maxResults = 5;

/** What this window has recently published or refreshed, and the tasks that it follows; kept until the window closes. */
export class RecentWork implements Disposable {
  private readonly changed = new Signal<void>();
  private readonly underWay = new Set<TaskUnderWay>();
  private ended: readonly RecentResult[] = [];

  readonly onDidChange = this.changed.event;

  constructor(private readonly clock: Pick<ClockPort, 'now'>) {}

  /** The newest first. */
  get results(): readonly RecentResult[] {
    return this.ended;
  }

  get tasks(): readonly TaskUnderWay[] {
    return [...this.underWay];
  }

  readonly follow: Follow = async (task, work) => {
    const end = new AbortController();
    const following = { ...task, percent: 0, stop: () => end.abort() };
    this.underWay.add(following);
    this.changed.fire();
    const report = (percent: number) => {
      following.percent = percent;
      this.changed.fire();
    };
    try {
      const result = await work(report, end.signal);
      this.add({ label: task.done, outcome: 'done', at: this.clock.now() });
      return result;
    } catch (error) {
      if (end.signal.aborted) return undefined;
      throw error;
    } finally {
      this.underWay.delete(following);
      this.changed.fire();
    }
  };

  /** Records results of this window's own requests; a window also finishes others'. */
  followPublisher(publisher: Pick<Publisher, 'onDidFinish' | 'isHere'>): Disposable {
    return publisher.onDidFinish((completion) => {
      if (publisher.isHere(completion.publication)) this.addCompletion(completion);
    });
  }

  /** Records a successful publish request. */
  addCompletion({ publication, as, at }: Completion): void {
    const { label, bucket, key, act, request } = publication;
    if (as === 'carriedOut' && request) this.add({ label, outcome: 'done', at });
    if (as !== 'fresh' && as !== 'unproven' && as !== 'unserved') return;
    const outcome = act === 'delete' ? 'deleted' : outcomes[as];
    this.add({ label, outcome, at, ...(act !== 'delete' && { object: { bucket, key } }) });
  }

  /** Another account has other objects. */
  clear(): void {
    this.ended = [];
    this.changed.fire();
  }

  dispose(): void {
    for (const task of this.underWay) task.stop();
  }

  private add(result: RecentResult): void {
    this.ended = [result, ...this.ended.filter(({ label }) => label !== result.label)].slice(0, maxResults);
    this.changed.fire();
  }
}
