import { nextReset } from '../../cdn/quota.js';
import { toAppError } from '../../errors.js';
import { toCause } from '../publication.js';
import type { Tally } from '../publishStore.js';
import { versionOf } from '../queue/entryChanges.js';
import { type FolderRuns, readFolderRuns } from '../queue/folderRuns.js';
import type { QueueQuery } from '../queue/queue.js';
import { type Entry, type EntryAt, isAt, toTask } from '../queueEntry.js';
import { type Refused, type SubmitResult, submitPrefetch, submitRefresh } from '../refresh/submitRefresh.js';
import type { EngineContext } from './engineContext.js';
import { persistQuota } from './quotaStore.js';
import type { TaskTracker } from './taskTracker.js';
import type { Uploader } from './uploader.js';

/** The most entries that are submitted together. Their URLs may need several calls. */
const maxEntries = 1_000;
/** The number of entries whose domains are read in advance. A few are enough, since most entries have the same domains. */
const maxPrepared = 20;

type CdnEntry = EntryAt<'refresh' | 'prefetch'>;
type SubmitResults = ReadonlyMap<string, SubmitResult>;

/**
 * Collects entries that are ready for CDN and submits them with many URLs per call. The first saves of a burst are submitted once nothing else is being sent,
 * what follows after a short pause, and a run of Publish Folder after its last file.
 */
export class RefreshScheduler {
  private readonly debounce = new SaveDebounce();
  private submitting = 0;
  /** Settles once the next call has what it needs. */
  private prepared: Promise<void> | undefined;
  /** The time of the next check whether to submit, ms since the epoch. Infinity if nothing waits. */
  dueAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly context: EngineContext,
    private readonly uploader: Uploader,
    private readonly tracker: TaskTracker,
  ) {
    uploader.onWillChange((entry) => {
      if (entry.requester === context.store.windowId) this.prepare([entry]);
    });
  }

  get isBusy(): boolean {
    return this.submitting > 0;
  }

  /** Submits the entries that are ready, unless more are about to follow that can share the call. */
  start(): void {
    const { queue, deps } = this.context;
    const now = deps.clock.now();
    this.dueAt = Number.POSITIVE_INFINITY;
    const tally = queue.tally();
    const runs = readFolderRuns(tally);
    const query = { dueBy: now, unclaimed: true } as const;
    const saves = { ...query, stages: ['refresh'], exceptPlaces: runs.ofRuns } as const;
    const isSending = this.uploader.isSendingOthers(runs);
    if (this.debounce.follow(now, isSending || queue.has(saves))) this.prepared = undefined;
    if (this.context.isBlocked() || this.isBusy) return;
    const prefetches = { ...query, stages: ['prefetch'] } as const;
    if (queue.has(prefetches)) void this.run('prefetch', prefetches, (entries) => this.submitPrefetch(entries));
    const ready = { ...query, stages: ['refresh'], exceptPlaces: runs.waitingForVia } as const;
    if (!queue.has(ready)) {
      this.debounce.end(false);
      if (!this.debounce.isInBurst(now)) this.prepared = undefined;
      return;
    }
    this.debounce.start(now);
    if (!this.prepared) this.prepare(queue.list({ ...ready, limit: maxPrepared }));
    const isExpired = this.debounce.hasExpired(now);
    const isQuiet = () => this.debounce.isQuiet(now, this.uploader.lastSentAt);
    const isDue = !isSending && (isQuiet() || (this.debounce.isFirst && this.isOwn(saves)));
    const exceptPlaces = isExpired ? runs.waitingForVia : listWaiting(tally, runs, isDue);
    if (queue.has({ ...ready, exceptPlaces })) {
      this.debounce.end(isExpired || isDue);
      void this.run('refresh', { ...ready, exceptPlaces }, (entries) => this.submit(entries));
      return;
    }
    this.dueAt = this.debounce.nextCheck(now, this.uploader.lastSentAt);
  }

  /** Returns whether this window has requested the first of these entries. If each window refreshed first saves of others at once, a burst would cost more. */
  private isOwn(query: QueueQuery): boolean {
    const { queue, store } = this.context;
    return queue.list({ ...query, limit: 1 })[0]?.requester === store.windowId;
  }

  /** Reads in advance what the refresh of these entries needs, once for a burst of saves or a run. */
  private prepare(some: readonly Entry[]): void {
    this.prepared ??= this.readFacts(some);
  }

  /**
   * Reads quota and domains and opens the connection. Ignores failures, which the call itself reports. The quota is read each time, since other programs may
   * have used some of it.
   */
  private async readFacts(some: readonly Entry[]): Promise<void> {
    const { deps, domains, quota, signal } = this.context;
    quota.forget();
    try {
      const { cdn } = await this.context.openCloud();
      const findAll = async () => {
        for (const { publication } of some) await domains.find(cdn, publication, signal);
      };
      await Promise.allSettled([quota.read(cdn, deps.clock.now(), signal), findAll()]);
    } catch {
      // Signed out meanwhile.
    }
  }

  private async run<Some extends CdnEntry['stage']>(
    stage: Some,
    query: QueueQuery,
    work: (entries: readonly EntryAt<Some>[]) => Promise<void>,
  ): Promise<void> {
    const { queue, deps } = this.context;
    const since = deps.clock.now();
    this.submitting++;
    let entries: readonly EntryAt<Some>[] = [];
    try {
      const claimed = await queue.claim({ ...query, stages: [stage], limit: maxEntries }, false);
      entries = claimed.filter((entry) => isAt(entry, stage));
      if (entries.length > 0) await work(entries);
    } catch (caught) {
      const error = toAppError(caught);
      await this.context.fail(
        entries.map((entry) => ({ entry, error })),
        since,
      );
    }
    if (entries.length > 0) await persistQuota(this.context);
    this.submitting--;
    this.context.wake();
  }

  private async send(entries: readonly CdnEntry[], submit: typeof submitRefresh): Promise<SubmitResults> {
    const { deps, domains, quota, signal } = this.context;
    const cloud = await this.context.openCloud();
    await this.prepared;
    if (entries.some(({ asksQuota }) => asksQuota)) quota.forget();
    return submit(entries, { cloud, domains, quota, signal, now: deps.clock.now });
  }

  private async failRefused(entries: readonly CdnEntry[], results: SubmitResults, since: number): Promise<void> {
    const failures = entries.flatMap((entry) => {
      const result = results.get(idOf(entry));
      return result?.kind === 'error' ? { entry, error: result.error } : [];
    });
    await this.context.fail(failures, since);
  }

  private async submit(entries: readonly CdnEntry[]): Promise<void> {
    const { deps, queue } = this.context;
    const since = deps.clock.now();
    const results = await this.send(entries, submitRefresh);
    if ([...results.values()].every(({ kind }) => kind !== 'error')) this.context.recordSuccess();
    const retryAt = this.afterReset();
    const toAfter = (present: Entry) => toNext(present, results.get(idOf(present)), retryAt);
    const unserved = entries.filter((entry) => results.get(idOf(entry))?.kind === 'unserved');
    await this.context.persist(() => queue.finish(unserved.map(versionOf), 'unserved'));
    // URLs that CDN has accepted are not submitted again. Their tasks are tracked under the same claim.
    await this.context.persist(async () => {
      await queue.changeAll(entries.map(versionOf), toAfter);
      const tasks = entries.map(toAfter).filter((entry) => isAt(entry, 'task'));
      this.tracker.track(tasks, true);
    });
    await this.failRefused(entries, results, since);
  }

  private async submitPrefetch(entries: readonly EntryAt<'prefetch'>[]): Promise<void> {
    const { deps, queue } = this.context;
    const since = deps.clock.now();
    const results = await this.send(entries, submitPrefetch);
    const retryAt = this.afterReset();
    const resultOf = (entry: Entry) => results.get(idOf(entry));
    for (const as of ['carriedOut', 'fresh', 'unproven'] as const) {
      const ended = entries.filter((entry) => resultOf(entry)?.kind === 'accepted' && endOf(entry) === as);
      await this.context.persist(() => queue.finish(ended.map(versionOf), as));
    }
    const refused = entries.filter((entry) => resultOf(entry)?.kind !== 'accepted');
    await queue.changeAll(refused.map(versionOf), (present) => {
      const result = resultOf(present);
      return isRefused(result) && isAt(present, 'prefetch') ? toRefused(present, result, retryAt) : present;
    });
    await this.failRefused(entries, results, since);
  }

  /** Returns a random time shortly after midnight, when the quota is reset by the clock of CDN, in ms since the epoch. */
  private afterReset(): number {
    return nextReset(this.context.deps.clock.now()) + 60_000 + Math.round(60_000 * this.context.deps.random());
  }
}

/** Returns the places (see `Tally.place`) whose entries still wait: those of a run for its last file, all others until they are due. */
function listWaiting(tally: readonly Tally[], runs: FolderRuns, areOthersDue: boolean): readonly number[] {
  const ofRuns = [...runs.waitingForVia, ...runs.sending];
  if (areOthersDue) return ofRuns;
  const others = tally.filter(({ batch }) => batch === undefined);
  return [...ofRuns, ...others.map(({ place }) => place)];
}

/** Returns the entry after its submission, at its next stage. An entry that CDN refused keeps its claim until the failure has been handled. */
function toNext(present: Entry, result: SubmitResult | undefined, retryAt: number): Entry {
  if (!result || result.kind === 'unserved' || !isAt(present, 'refresh')) return present;
  if (result.kind !== 'accepted') return toRefused(present, result, retryAt);
  const { taskIds, urlError } = result;
  const task = toTask(present, taskIds, urlError && toCause(urlError));
  return { ...task, claim: present.claim, owesRefresh: false };
}

function isRefused(result: SubmitResult | undefined): result is Refused {
  return result?.kind === 'quota' || result?.kind === 'error';
}

function toRefused(present: CdnEntry, result: Refused, retryAt: number): Entry {
  const kept = { ...present, taken: result.taken ?? present.taken };
  if (result.kind === 'error') return kept;
  const kind = present.stage === 'prefetch' ? 'prefetchQuotaExceeded' : 'quotaExceeded';
  const retry = { at: retryAt, cause: { kind: 'error', error: { kind, details: {} } } } as const;
  return { ...kept, claim: undefined, retry, asksQuota: undefined };
}

function idOf({ publication }: Entry): string {
  return publication.id;
}

function endOf({ publication, proof }: EntryAt<'prefetch'>): 'carriedOut' | 'fresh' | 'unproven' {
  return publication.request ? 'carriedOut' : (proof ?? 'fresh');
}

/** How long no file must be saved before the saves are refreshed, in ms. */
const debounceMs = 800;
/** The longest wait for a pause while the user keeps saving, in ms. */
const maxDebounceMs = 30_000;

/**
 * Decides how long saves are collected before they are refreshed in one call. The first call of a burst does not wait, so that a lone save is refreshed at
 * once. All times are ms since the epoch.
 */
class SaveDebounce {
  private startedAt: number | undefined;
  /** The last time when saves were being sent or waited for their refresh. */
  private activeAt = Number.NEGATIVE_INFINITY;
  private isActive = false;
  /** Whether saves of this burst have been refreshed. */
  private hasCalled = false;

  /** Notes whether saves are being sent or wait now. Returns whether a burst has begun: none was sent or waited for as long as the debounce. */
  follow(now: number, isActive: boolean): boolean {
    this.activeAt = Math.min(this.activeAt, now);
    const begins = isActive && !this.isInBurst(now);
    if (begins) this.hasCalled = false;
    if (isActive || this.isActive) this.activeAt = now;
    this.isActive = isActive;
    return begins;
  }

  isInBurst(now: number): boolean {
    return this.isActive || now - this.activeAt < debounceMs;
  }

  /** Starts the wait with the first save that is ready for CDN. If the clock was set back since, the wait starts again now, so that it never gets longer. */
  start(now: number): void {
    this.startedAt = Math.min(this.startedAt ?? now, now);
  }

  /** Ends the wait. `hasCalled` tells whether saves are refreshed now. */
  end(hasCalled: boolean): void {
    this.startedAt = undefined;
    this.hasCalled ||= hasCalled;
  }

  /** Whether the burst has not been refreshed yet, so that the next call need not wait. */
  get isFirst(): boolean {
    return !this.hasCalled;
  }

  /** Returns whether the saves have waited as long as is allowed. */
  hasExpired(now: number): boolean {
    return now >= this.latest;
  }

  /** Returns whether enough time has passed since `lastAt`, when the last save reached the bucket. */
  isQuiet(now: number, lastAt: number): boolean {
    return now >= this.quietAt(now, lastAt);
  }

  /** Returns when to check again, at the latest when the longest wait ends. */
  nextCheck(now: number, lastAt: number): number {
    return Math.min(this.latest, Math.max(this.quietAt(now, lastAt), now + debounceMs / 4));
  }

  private get latest(): number {
    return (this.startedAt ?? 0) + maxDebounceMs;
  }

  private quietAt(now: number, lastAt: number): number {
    return Math.max(Math.min(lastAt, now), this.startedAt ?? 0) + debounceMs;
  }
}
