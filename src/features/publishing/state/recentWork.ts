import { l10n } from '../../../core/l10n.js';
import type { ClockPort } from '../../../core/ports/local.js';
import type { ObjectRef } from '../../../core/ports/oss.js';
import type { Publisher } from '../../../core/publishing/publisher.js';
import type { Completion } from '../../../core/publishing/publishStore.js';
import type { Follow, FollowedTask } from '../../../core/refresh/followTask.js';
import { type Disposable, Signal } from '../../../core/signal.js';
import { dateTimeText } from '../../../core/text/timeText.js';

/**
 * The result of a request: `fresh` was seen at the edge, `refreshed` could not be checked there, `uploaded` has no domain that may have copies, `deleted` is
 * removed, and `done` was requested by the user as a refresh or prefetch.
 */
type Outcome = 'fresh' | 'refreshed' | 'uploaded' | 'deleted' | 'done';

const outcomes = { fresh: 'fresh', unproven: 'refreshed', unserved: 'uploaded' } as const;

/** A successful result. `at` is its time in ms since the epoch. */
interface RecentResult {
  readonly label: string;
  readonly outcome: Outcome;
  readonly at: number;
  readonly object?: ObjectRef;
}

/** A refresh task whose progress is being followed. */
export interface TaskUnderWay extends FollowedTask {
  readonly percent: number;
  stop(): void;
}

const maxResults = 5;

/** Holds what this window has recently published or refreshed, and the tasks whose progress it follows. All of it is kept until the window closes. */
export class RecentWork implements Disposable {
  private readonly changed = new Signal<void>();
  private readonly underWay = new Set<TaskUnderWay>();
  private ended: readonly RecentResult[] = [];

  readonly onDidChange = this.changed.event;

  constructor(private readonly clock: Pick<ClockPort, 'now'>) {}

  /** The results, the newest first. */
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

  /** Records results of requests that were made in this window. Requests from other windows may be finished here too, but are not recorded. */
  followPublisher(publisher: Pick<Publisher, 'onDidFinish' | 'isHere'>): Disposable {
    return publisher.onDidFinish((completion) => {
      if (publisher.isHere(completion.publication)) this.addCompletion(completion);
    });
  }

  /** Records that a publish request has succeeded. */
  addCompletion({ publication, as, at }: Completion): void {
    const { label, bucket, key, act, request } = publication;
    if (as === 'carriedOut' && request) this.add({ label, outcome: 'done', at });
    if (as !== 'fresh' && as !== 'unproven' && as !== 'unserved') return;
    const outcome = act === 'delete' ? 'deleted' : outcomes[as];
    this.add({ label, outcome, at, ...(act !== 'delete' && { object: { bucket, key } }) });
  }

  /** Removes all results. Called when the account changes, since another account has other objects. */
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

/** Formats a result with its time, such as "fresh since 06:59:56". `now` is in ms since the epoch. */
export function resultText({ outcome, at }: RecentResult, now: number): string {
  const time = dateTimeText(at, now);
  switch (outcome) {
    case 'fresh':
      return l10n.t('fresh since {0}', time);
    case 'refreshed':
      return l10n.t('refreshed at {0}, not confirmed at the edge', time);
    case 'uploaded':
      return l10n.t('uploaded at {0}, no domain of the mapping is on CDN yet', time);
    case 'deleted':
      return l10n.t('deleted at {0}', time);
    case 'done':
      return l10n.t('done at {0}', time);
  }
}
