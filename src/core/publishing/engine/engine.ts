import { Quota, type QuotaView } from '../../cdn/quota.js';
import { AppError, isErrorOf, toAppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { BucketRef } from '../../ports/oss.js';
import { type Disposable, type Listen, Signal } from '../../signal.js';
import { toCause } from '../publication.js';
import type { Completion, EntryQuery, PublishStore } from '../publishStore.js';
import { Queue, type QueueRequest } from '../queue/queue.js';
import { isPauseActive } from '../queue/retryPolicy.js';
import type { UserCommand } from '../queue/userCommands.js';
import { type Entry, isAt, toFailed, type WorkingEntry, withoutClaim, workStages } from '../queueEntry.js';
import { DomainCache } from '../refresh/domainCache.js';
import { AccountBackoff } from './accountBackoff.js';
import { BucketCache } from './bucketCache.js';
import type { EngineContext, EngineDeps } from './engineContext.js';
import { restoreQuota } from './quotaStore.js';
import { RefreshScheduler } from './refreshScheduler.js';
import { clampRetries, makeRefusedDue } from './retryTimes.js';
import { TaskTracker } from './taskTracker.js';
import { TurnLoop } from './turnLoop.js';
import { Uploader } from './uploader.js';

/** How often the claims of other windows are polled while they work for this account, ms. */
const otherWindowsPollMs = 5_000;
/** How often this window extends its own claims, ms. */
const claimExtensionMs = 15_000;

/** A store that takes no write, now or until the window is reloaded. */
const refusals = ['storeRefused', 'storeNewer'] as const;

/** Works on one account's entries beside the other windows, from requests to fresh bytes at the edge. */
export class Engine implements Disposable, EngineContext {
  readonly queue: Queue;
  readonly domains: DomainCache;
  readonly buckets: BucketCache;
  readonly quota = new Quota();
  readonly signal: AbortSignal;
  readonly onDidChange: Listen<void>;
  readonly onDidFinish: Listen<Completion>;
  private readonly changed = new Signal<void>();
  private readonly end = new AbortController();
  private readonly backoff: AccountBackoff;
  /** The keys are accepted again: entries that wait for that may go on. */
  private isReleased = false;
  private readonly uploader: Uploader;
  private readonly refreshes: RefreshScheduler;
  private readonly tracker: TaskTracker;
  private readonly loop: TurnLoop;
  private readonly subscriptions: readonly Disposable[];
  /** The requests that an older version has set aside were taken over. */
  private hasTakenAside = false;
  /** Writes that the disk did not take. */
  private postponed: (() => Promise<void>)[] = [];

  constructor(
    readonly deps: EngineDeps,
    readonly store: PublishStore,
    readonly accountId: string,
  ) {
    this.signal = this.end.signal;
    this.onDidChange = this.changed.event;
    this.backoff = new AccountBackoff(deps, () => {
      this.isReleased = true;
      this.wake();
    });
    this.queue = new Queue(store, deps.clock, accountId);
    this.onDidFinish = this.queue.completions.onDidFinish;
    this.domains = new DomainCache(deps.clock.now, deps.isOnItsWay);
    this.buckets = new BucketCache(deps.clock.now);
    this.uploader = new Uploader(this);
    this.tracker = new TaskTracker(this);
    this.refreshes = new RefreshScheduler(this, this.uploader, this.tracker);
    this.loop = new TurnLoop(deps.clock, this.signal, async () => {
      const pauseMs = await this.turn();
      this.changed.fire();
      return pauseMs;
    });
    this.subscriptions = [
      deps.session.onDidChange(() => this.backoff.restart()),
      store.onDidChange(() => {
        this.stopOutdated();
        this.changed.fire();
        this.wake();
      }),
      this.queue.onDidAbandonParts((entry) => void this.uploader.freeParts(entry)),
    ];
  }

  /** Why nothing moves, where that is account-wide, and until when (ms since the epoch). */
  get block(): (Pick<AppError, 'kind' | 'details'> & { readonly until: number }) | undefined {
    const { error, until } = this.backoff;
    return error && { kind: error.kind, details: error.details, until };
  }

  get quotaView(): QuotaView {
    return this.quota.view(this.deps.clock.now());
  }

  get isSignedIn(): boolean {
    return this.deps.session.account?.id === this.accountId;
  }

  /** Reads what is left of the day's quota, from the last window or else from CDN. */
  async readQuota(): Promise<void> {
    await restoreQuota(this);
    this.changed.fire();
  }

  /** Resolves once requests and commands are on disk, then works on them. */
  async accept(request: QueueRequest): Promise<void> {
    const isNew = request.publications.find(({ believedNew }) => believedNew);
    if (isNew) void this.prepareBucket(isNew.bucket);
    await this.queue.accept(request);
    if (request.commands) this.stopOutdated();
    this.wake();
  }

  /** Reads ahead what the first uploads of new objects need to know of their bucket: while a plan is made, or else while the request is written. */
  async prepareBucket(bucket: BucketRef): Promise<void> {
    if (!this.isSignedIn) return;
    try {
      const { oss } = await this.openCloud();
      await this.buckets.canForbidOverwrite(oss, bucket, this.signal);
    } catch {
      // Signed out meanwhile: each upload reads it for itself.
    }
  }

  /** Resumes what an earlier window left, after the commands that `toCommands` gives for it. */
  async resume(
    toCommands: (left: readonly Entry[]) => readonly UserCommand[],
    here: Pick<EntryQuery, 'workspaceRoots' | 'withUrls'>,
  ): Promise<void> {
    const at = this.deps.clock.now();
    // Among what is left, so that the commands are about it too.
    await this.takeAside();
    await this.queue.adopt(here, async (left) => {
      const commands = toCommands(left);
      if (commands.length > 0) await this.accept({ publications: [], held: false, at, commands });
    });
    this.wake();
  }

  wake(): void {
    this.loop.wake();
  }

  isBlocked(): boolean {
    return this.backoff.isOn;
  }

  get hasRefusedKeys(): boolean {
    return this.backoff.hasRefusedKeys;
  }

  async openCloud(): Promise<CloudPorts> {
    if (!this.isSignedIn) throw new AppError('notSignedIn');
    return this.backoff.guard(await this.deps.session.cloud());
  }

  recordSuccess(): void {
    this.backoff.recordSuccess();
  }

  async fail(entry: WorkingEntry, error: AppError, since: number): Promise<void> {
    const { decision, retryAt, counts } = this.backoff.noteFailure(entry, error, since);
    try {
      await this.queue.change(entry.publication.id, (present) => {
        // Another window has taken it over.
        if (present.claim?.worker !== this.store.windowId) return present;
        const own = withoutClaim(present);
        if (present.version !== entry.version || isErrorOf(error, 'cancelled') || !isAt(own, ...workStages))
          return isCancelled(own) ? undefined : own;
        const cause = toCause(error);
        if (decision === 'fail') return toFailed(own, cause);
        return { ...own, retry: { at: retryAt, cause }, attempts: own.attempts + Number(counts) };
      });
    } catch (refused) {
      // The claim must not outlast the work.
      this.postpone(() => this.fail(entry, error, since), toAppError(refused));
    }
  }

  async persist(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isErrorOf(error, ...refusals)) throw error;
      this.postpone(() => this.persist(write), error);
    }
  }

  postpone(work: () => Promise<void>, refused: AppError): void {
    this.postponed.push(work);
    this.backoff.begin(refused);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.end.abort();
  }

  /** One pass over everything; answers when the next is due, in ms, or `undefined` when there is nothing to do. */
  private async turn(): Promise<number | undefined> {
    try {
      await this.takeAside();
      await this.retryWrites();
      if (!this.isSignedIn) {
        this.uploader.stop();
        if (!this.isBusy) await this.queue.leave();
        return undefined;
      }
      await this.queue.takeOver();
      await this.queue.completions.fetch();
      await clampRetries(this.queue, this.deps.clock.now());
      await this.retryRefused();
      const since = this.deps.clock.now();
      await this.uploader.start();
      this.refreshes.start();
      await this.tracker.start();
      return await this.pauseUntilDue(since);
    } catch (caught) {
      if (this.signal.aborted) return undefined;
      const error = toAppError(caught);
      if (isErrorOf(error, ...refusals)) this.backoff.begin(error);
      return otherWindowsPollMs;
    }
  }

  /** Aborts outdated uploads; what cannot be read now is checked again before each request. */
  stopOutdated(): void {
    try {
      this.uploader.stopOutdated();
    } catch (error) {
      if (!isErrorOf(toAppError(error), ...refusals, 'cancelled')) throw error;
    }
  }

  private get isBusy(): boolean {
    return this.postponed.length > 0 || this.uploader.isBusy || this.refreshes.isBusy || this.tracker.isBusy;
  }

  /** A file that cannot be read is left to another window. */
  private async takeAside(): Promise<void> {
    if (this.hasTakenAside) return;
    try {
      await this.queue.takeAside();
    } catch (error) {
      if (isErrorOf(toAppError(error), ...refusals)) throw error;
    }
    this.hasTakenAside = true;
  }

  private async retryWrites(): Promise<void> {
    for (const save of this.postponed.splice(0)) await save();
  }

  /** Makes entries that wait since the keys were refused due at once when they are accepted. */
  private async retryRefused(): Promise<void> {
    if (!this.isReleased) return;
    this.isReleased = false;
    try {
      await makeRefusedDue(this.queue, this.deps.clock.now());
    } catch (error) {
      this.isReleased = true;
      throw error;
    }
  }

  /** Extends the claims, or gives them back when nothing is left to do, and says when to check again. */
  private async pauseUntilDue(since: number): Promise<number | undefined> {
    if (this.loop.isWoken) return 0;
    if (this.isBusy) {
      await this.queue.keepClaims();
      return Math.min(claimExtensionMs, this.untilDue(since));
    }
    await this.queue.leave();
    const isAwaited = this.queue.has({ stages: workStages }) && this.queue.hasOthers();
    const pauseMs = Math.min(isAwaited ? otherWindowsPollMs : Number.POSITIVE_INFINITY, this.untilDue(since));
    return Number.isFinite(pauseMs) ? pauseMs : undefined;
  }

  /** What has become due since this turn began was not begun by it. */
  private untilDue(since: number): number {
    const next = this.queue.nextDue(since) ?? Number.POSITIVE_INFINITY;
    const { until } = this.backoff;
    const blocked = this.isBlocked() || isPauseActive(until, since) ? until : Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(next, blocked, this.refreshes.dueAt) - this.deps.clock.now());
  }
}

/** Whether the user cancelled it before the bucket had it: nothing is owed. */
function isCancelled({ stage, owesRefresh, publication }: Entry): boolean {
  return stage === 'refresh' && !owesRefresh && publication.act !== 'refresh';
}
