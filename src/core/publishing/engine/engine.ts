import { Quota, type QuotaView } from '../../cdn/quota.js';
import { AppError, isErrorOf, toAppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { ClockPort } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import { type Disposable, type Listen, Signal } from '../../signal.js';
import { toCause } from '../publication.js';
import type { Completion, EntryQuery, PublishStore, QueueRequest } from '../publishStore.js';
import { Queue } from '../queue/queue.js';
import { isPauseActive } from '../queue/retryPolicy.js';
import { type Entry, isAt, toFailed, type UserCommand, withoutClaim, workStages } from '../queueEntry.js';
import { DomainCache } from '../refresh/domainCache.js';
import { AccountBackoff, clampRetries, type FailedRequest, makeRefusedDue } from './accountBackoff.js';
import { BucketCache } from './bucketCache.js';
import type { EngineContext, EngineDeps, Failure } from './engineContext.js';
import { restoreQuota } from './quotaStore.js';
import { RefreshScheduler } from './refreshScheduler.js';
import { TaskTracker } from './taskTracker.js';
import { Uploader } from './uploader.js';

/** How often this window checks the claims of other windows while those work for the same account, in ms. */
const otherWindowsPollMs = 5_000;
/** The longest time between two extensions of this window's claims, in ms. */
const claimExtensionMs = 15_000;

/** The errors of a store that cannot be written at the moment (`storeRefused`) or not before the window is reloaded (`storeNewer`). */
const refusals = ['storeRefused', 'storeNewer'] as const;

/** Processes the publish queue of one account, from the request until the edge serves the new content. Several windows share the work on the same queue. */
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
  /** Whether the keys were accepted again, so that the entries that wait for this may continue in the next turn. */
  private isReleased = false;
  private readonly uploader: Uploader;
  private readonly refreshes: RefreshScheduler;
  private readonly tracker: TaskTracker;
  private readonly loop: TurnLoop;
  private readonly subscriptions: readonly Disposable[];
  /** Whether the requests that an older version of the extension set aside have been imported. */
  private hasTakenAside = false;
  /** Writes that the disk refused and that are tried again in the next turn. */
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

  /** The account-wide reason why nothing is sent, and its end (ms since the epoch). */
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

  /** Makes the remaining CDN quota known: uses what the last window stored, or asks CDN. */
  async readQuota(): Promise<void> {
    await restoreQuota(this);
    this.changed.fire();
  }

  /** Stores requests and user commands. Resolves once they are on disk; they are processed after that. */
  async accept(request: Omit<QueueRequest, 'accountId'>): Promise<void> {
    const isNew = request.publications.find(({ believedNew }) => believedNew);
    if (isNew) void this.prepareBucket(isNew.bucket);
    if (!request.held) void this.uploader.openConnections(request.publications);
    await this.queue.accept(request);
    if (request.commands) this.stopOutdated();
    this.wake();
  }

  /** Reads in advance the facts of a bucket for new objects: while a plan is made, or while the request is written. */
  async prepareBucket(bucket: BucketRef): Promise<void> {
    if (!this.isSignedIn) return;
    try {
      const { oss } = await this.openCloud();
      await this.buckets.canForbidOverwrite(oss, bucket, this.signal);
    } catch {
      // Signed out meanwhile: each upload reads them itself.
    }
  }

  /** Takes over queue entries that earlier windows left behind. First applies the commands that `toCommands` returns for them. */
  async resume(
    toCommands: (left: readonly Entry[]) => readonly UserCommand[],
    here: Pick<EntryQuery, 'workspaceRoots' | 'withUrls'>,
  ): Promise<void> {
    const at = this.deps.clock.now();
    // First, so that the commands include them.
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

  async fail(failures: readonly Failure[], since: number): Promise<void> {
    const request = { since, now: this.deps.clock.now(), random: this.deps.random() };
    for (const [index, failure] of failures.entries()) {
      try {
        await this.noteFailure(failure, request);
      } catch (refused) {
        // The claims must end with the work.
        this.postpone(() => this.fail(failures.slice(index), since), toAppError(refused));
        return;
      }
    }
  }

  private async noteFailure({ entry, error }: Failure, request: FailedRequest): Promise<void> {
    const { decision, retryAt, counts } = this.backoff.noteFailure(entry, error, request);
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

  /** Runs one turn of work. Resolves to the pause until the next turn in ms, or `undefined` if nothing is left to do. */
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

  /** Aborts outdated uploads. If the store cannot be read now, each request checks again. */
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

  /** Imports the requests that an older version set aside, once per window. A file that cannot be read is left to another window. */
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

  /** Makes entries that wait for accepted keys due at once. */
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

  /** Extends the claims, or releases them if nothing is left; returns when to continue. */
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

  /** Entries that became due during this turn have not been started yet. */
  private untilDue(since: number): number {
    const next = this.queue.nextDue(since) ?? Number.POSITIVE_INFINITY;
    const { until } = this.backoff;
    const blocked = this.isBlocked() || isPauseActive(until, since) ? until : Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(next, blocked, this.refreshes.dueAt) - this.deps.clock.now());
  }
}

/** Returns whether the user cancelled the entry before the bucket changed, so that CDN has nothing to refresh. */
function isCancelled({ stage, owesRefresh, publication }: Entry): boolean {
  return stage === 'refresh' && !owesRefresh && publication.act !== 'refresh';
}

/** Runs a piece of work in turns that never overlap. A turn starts when the loop is woken or when the pause that the last turn returned is over. */
class TurnLoop {
  private waker = new AbortController();
  private woken = false;
  private running = false;

  /** `turn` resolves to the pause until the next turn in ms, or `undefined` to wait for `wake`. It must not reject. */
  constructor(
    private readonly clock: ClockPort,
    private readonly signal: AbortSignal,
    private readonly turn: () => Promise<number | undefined>,
  ) {}

  /** Whether the loop was woken during the current turn, so that the next one follows without a pause. */
  get isWoken(): boolean {
    return this.woken;
  }

  /** Starts a turn now, or after the running one. Does nothing after the signal aborts. */
  wake(): void {
    if (this.signal.aborted) return;
    this.woken = true;
    // The default reason would collect a stack trace each time.
    this.waker.abort('woken');
    if (this.running) return;
    this.running = true;
    void this.run();
  }

  private async run(): Promise<void> {
    while (!this.signal.aborted) {
      this.woken = false;
      this.waker = new AbortController();
      const pauseMs = await this.turn();
      if (this.woken) continue;
      if (pauseMs === undefined) break;
      await this.pause(pauseMs);
    }
    this.running = false;
  }

  private async pause(ms: number): Promise<void> {
    try {
      await this.clock.sleep(Math.max(0, ms), AbortSignal.any([this.waker.signal, this.signal]));
    } catch {
      // Woken, or at the end.
    }
  }
}
