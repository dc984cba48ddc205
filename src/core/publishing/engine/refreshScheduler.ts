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

/** The most entries submitted together, in as many calls as their URLs need. */
const maxEntries = 1_000;
/** The number of entries whose domains are read in advance: most have the same. */
const maxPrepared = 20;

/** Saves are refreshed after a pause of this length, ms. */
const debounceMs = 800;
/** The longest delay of continuous saves, ms. */
const maxDebounceMs = 30_000;

type CdnEntry = EntryAt<'refresh' | 'prefetch'>;

/** Debounces entries that are ready for CDN and submits them with many URLs per call. A folder run is submitted after its last file. */
export class RefreshScheduler {
  private readonly debounce = new SaveDebounce();
  private submitting = 0;
  private isPrepared = false;
  /** The time of the next submission, ms since the epoch. */
  dueAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly context: EngineContext,
    private readonly uploader: Uploader,
    private readonly tracker: TaskTracker,
  ) {}

  get isBusy(): boolean {
    return this.submitting > 0;
  }

  /** Submits ready entries once no more are about to follow. */
  start(): void {
    const { queue, deps } = this.context;
    const now = deps.clock.now();
    this.dueAt = Number.POSITIVE_INFINITY;
    if (this.context.isBlocked() || this.isBusy) return;
    const prefetches = { stages: ['prefetch'], dueBy: now, unclaimed: true } as const;
    if (queue.has(prefetches)) void this.run('prefetch', prefetches, (entries) => this.submitPrefetch(entries));
    const tally = queue.tally();
    const runs = readFolderRuns(tally);
    const ready = { stages: ['refresh'], dueBy: now, unclaimed: true, exceptPlaces: runs.waitingForVia } as const;
    if (!queue.has(ready)) {
      this.reset();
      return;
    }
    this.debounce.start(now);
    const exceptPlaces = this.debounce.hasExpired(now) ? runs.waitingForVia : this.listDebounced(tally, runs);
    if (queue.has({ ...ready, exceptPlaces })) {
      this.reset();
      void this.run('refresh', { ...ready, exceptPlaces }, (entries) => this.submit(entries));
      return;
    }
    this.dueAt = this.debounce.nextCheck(now, this.uploader.lastSentAt);
    void this.prepare(ready);
  }

  /** Places whose entries wait: a run for its last file, the others for a pause in saving. */
  private listDebounced(tally: readonly Tally[], runs: FolderRuns): readonly number[] {
    const ofRuns = [...runs.waitingForVia, ...runs.sending];
    const isQuiet = this.debounce.isQuiet(this.context.deps.clock.now(), this.uploader.lastSentAt);
    if (isQuiet && !this.uploader.isSendingOthers(runs)) return ofRuns;
    const others = tally.filter(({ batch }) => batch === undefined);
    return [...ofRuns, ...others.map(({ place }) => place)];
  }

  private reset(): void {
    this.debounce.reset();
    this.isPrepared = false;
  }

  /**
   * Reads in advance what the next call needs during the debounce; that call reports failures. The quota is read each
   * time, since others may have used it, and this opens the connection.
   */
  private async prepare(query: QueueQuery): Promise<void> {
    if (this.isPrepared) return;
    this.isPrepared = true;
    const { queue, deps, domains, quota, signal } = this.context;
    quota.forget();
    try {
      const some = queue.list({ ...query, limit: maxPrepared });
      const { cdn } = await this.context.openCloud();
      const findAll = async () => {
        for (const { publication } of some) await domains.find(cdn, publication, signal);
      };
      await Promise.allSettled([quota.read(cdn, deps.clock.now(), signal), findAll()]);
    } catch {
      // Signed out meanwhile, or the store cannot be read now.
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
      for (const entry of entries) await this.context.fail(entry, error, since);
    }
    if (entries.length > 0) await persistQuota(this.context);
    this.submitting--;
    this.context.wake();
  }

  private async submit(entries: readonly CdnEntry[]): Promise<void> {
    const { deps, domains, quota, signal, queue } = this.context;
    const since = deps.clock.now();
    const cloud = await this.context.openCloud();
    if (entries.some(({ asksQuota }) => asksQuota)) quota.forget();
    const results = await submitRefresh(entries, { cloud, domains, quota, signal, now: deps.clock.now });
    if ([...results.values()].every(({ kind }) => kind !== 'error')) this.context.recordSuccess();
    const retryAt = this.afterReset();
    const idOf = ({ publication }: Entry) => publication.id;
    const toAfter = (present: Entry) => toNext(present, results.get(idOf(present)), retryAt);
    const unserved = entries.filter((entry) => results.get(idOf(entry))?.kind === 'unserved');
    await this.context.persist(() => queue.finish(unserved.map(versionOf), 'unserved'));
    // URLs that CDN has accepted are not submitted again. Their tasks are tracked under the same claim.
    await this.context.persist(async () => {
      await queue.changeAll(entries.map(versionOf), toAfter);
      this.tracker.track(entries.map(toAfter).filter((entry) => isAt(entry, 'task')));
    });
    for (const entry of entries) {
      const result = results.get(idOf(entry));
      if (result?.kind === 'error') await this.context.fail(entry, result.error, since);
    }
  }

  private async submitPrefetch(entries: readonly EntryAt<'prefetch'>[]): Promise<void> {
    const { deps, domains, quota, signal, queue } = this.context;
    const since = deps.clock.now();
    const cloud = await this.context.openCloud();
    if (entries.some(({ asksQuota }) => asksQuota)) quota.forget();
    const results = await submitPrefetch(entries, { cloud, domains, quota, signal, now: deps.clock.now });
    const retryAt = this.afterReset();
    const resultOf = ({ publication }: Entry) => results.get(publication.id);
    for (const as of ['carriedOut', 'fresh', 'unproven'] as const) {
      const ended = entries.filter((entry) => resultOf(entry)?.kind === 'accepted' && endOf(entry) === as);
      await this.context.persist(() => queue.finish(ended.map(versionOf), as));
    }
    const refused = entries.filter((entry) => resultOf(entry)?.kind !== 'accepted');
    await queue.changeAll(refused.map(versionOf), (present) => {
      const result = resultOf(present);
      return isRefused(result) && isAt(present, 'prefetch') ? toRefused(present, result, retryAt) : present;
    });
    for (const entry of entries) {
      const result = resultOf(entry);
      if (result?.kind === 'error') await this.context.fail(entry, result.error, since);
    }
  }

  /** Slightly after midnight, by the vendor's clock. */
  private afterReset(): number {
    return nextReset(this.context.deps.clock.now()) + 60_000 + Math.round(60_000 * this.context.deps.random());
  }
}

/** Debounces saves, so that those made together are refreshed in one call. All times are ms since the epoch. */
class SaveDebounce {
  private startedAt: number | undefined;

  /** Starts with the first save that is ready for CDN. A clock that was set back delays nothing. */
  start(now: number): void {
    this.startedAt = Math.min(this.startedAt ?? now, now);
  }

  reset(): void {
    this.startedAt = undefined;
  }

  /** Returns whether the longest delay has passed. */
  hasExpired(now: number): boolean {
    return now >= this.latest;
  }

  /** Returns whether the pause has passed since the last save was put in the bucket at `lastAt`. */
  isQuiet(now: number, lastAt: number): boolean {
    return now >= this.quietAt(now, lastAt);
  }

  /** The time of the next check. */
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

/** The next stage of an entry. A failed one keeps its claim until it is handled. */
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

function endOf({ publication, proof }: EntryAt<'prefetch'>): 'carriedOut' | 'fresh' | 'unproven' {
  return publication.request ? 'carriedOut' : (proof ?? 'fresh');
}
