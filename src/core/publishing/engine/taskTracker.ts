import {
  isTaskFinished,
  pollTasks,
  RecentTasks,
  refreshDeadlineMs,
  taskRetentionMs,
  taskTimeout,
} from '../../cdn/awaitTasks.js';
import { forEachLimited } from '../../concurrency/limit.js';
import { AppError, deniedKinds, isErrorOf, toAppError } from '../../errors.js';
import type { RefreshTask } from '../../ports/cdn.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { EdgePort } from '../../ports/probe.js';
import { type PublishCause, toCause } from '../publication.js';
import { type EntryVersion, inPages, versionOf } from '../queue/entryChanges.js';
import { type EntryAt, isAt, toFailed, toPrefetch, withoutClaim } from '../queueEntry.js';
import { checkEdge, type EdgeCheckResult, type ExpectedObject, readUploaded } from '../refresh/edgeCheck.js';
import { listDirectories, listTargets, type RefreshTarget } from '../refresh/refreshTargets.js';
import type { EngineContext, Failure } from './engineContext.js';

/** The most simultaneous checks for the entries of one submission. */
const concurrentChecks = 64;
/** How long to wait for a task that CDN says it does not know, in ms. CDN does not always list a new task at once. */
const unknownTaskMs = 60_000;
/** The most entries claimed in one transaction. They are read again when their task has ended. */
const maxPerClaim = 1_000;

type Entry = EntryAt<'task'>;

/** The entries of one submission. This window has claimed all of them. */
interface TaskGroup {
  readonly taskIds: readonly string[];
  readonly versions: readonly EntryVersion[];
  /** The time of the latest request among the entries, ms since the epoch. */
  readonly latestAt: number;
  /** Whether tracking has failed before for some of the entries. */
  readonly hasFailed: boolean;
  /** Whether CDN has just accepted the tasks. */
  readonly isNew: boolean;
}

/** How an entry ends after its refresh task. With `prefetch` and `prefetchUnproven` the entry continues at the prefetch stage instead. */
type EntryOutcome = 'carriedOut' | 'fresh' | 'unproven' | 'unserved' | 'prefetch' | 'prefetchUnproven';

/** Waits until CDN has carried out the refresh tasks, then checks whether the edge serves the new content. */
export class TaskTracker {
  private tracking = 0;
  private claiming = false;
  private readonly recent = new RecentTasks();

  constructor(private readonly context: EngineContext) {}

  get isBusy(): boolean {
    return this.tracking > 0 || this.claiming;
  }

  /** Starts to track submissions whose windows have stopped tracking them, for example because they were closed. */
  async start(): Promise<void> {
    const { queue, deps } = this.context;
    const query = { stages: ['task'], dueBy: deps.clock.now(), unclaimed: true } as const;
    if (this.claiming || this.context.isBlocked() || !queue.has(query)) return;
    this.claiming = true;
    try {
      for (let more = true; more; ) {
        const claimed = await queue.claim({ ...query, limit: maxPerClaim }, false);
        const tasks = claimed.filter((entry) => isAt(entry, 'task'));
        this.track(tasks, false);
        more = claimed.length === maxPerClaim;
      }
    } finally {
      this.claiming = false;
    }
  }

  /** Tracks entries that this window has claimed. Entries of the same submission are tracked together. `isNew` tells whether CDN has just accepted it. */
  track(claimed: readonly Entry[], isNew: boolean): void {
    for (const group of toGroups(claimed)) void this.follow({ ...group, isNew });
  }

  private async follow(group: TaskGroup): Promise<void> {
    const since = this.context.deps.clock.now();
    this.tracking++;
    try {
      const cloud = await this.context.openCloud();
      const tasks = await this.awaitTasks(group, cloud);
      if (group.hasFailed) this.context.recordSuccess();
      const ofUrl = new Map(tasks.map((task) => [withoutScheme(task.url), task]));
      // One write for many entries, which count as in progress until then.
      await inPages(group.versions, (page) => this.completeAll(page, cloud, ofUrl));
    } catch (caught) {
      await this.failAll(group.versions, toAppError(caught), since);
    }
    this.tracking--;
    this.context.wake();
  }

  /** Records a failure for all these entries. If the store refuses, as it may just after another failure, the rest is recorded later. */
  private async failAll(versions: readonly EntryVersion[], error: AppError, since: number): Promise<void> {
    await inPages(versions, async (page) => {
      try {
        const left = this.context.queue.read(page).filter((entry) => isAt(entry, 'task'));
        await this.context.fail(
          left.map((entry) => ({ entry, error })),
          since,
        );
      } catch (refused) {
        this.context.postpone(() => this.failAll(page, error, since), toAppError(refused));
      }
    });
  }

  /** Waits until CDN reports the final state of all tasks. CDN forgets old tasks; the edge check then decides the outcome alone. */
  private awaitTasks(
    { taskIds, versions, latestAt, hasFailed, isNew }: TaskGroup,
    { cdn }: CloudPorts,
  ): Promise<readonly RefreshTask[]> {
    const { clock, random } = this.context.deps;
    const mayBeForgotten = clock.now() - latestAt >= taskRetentionMs;
    let isMended = !hasFailed;
    const waiting = {
      clock,
      random,
      deadlineMs: refreshDeadlineMs,
      unknownMs: mayBeForgotten ? unknownTaskMs : refreshDeadlineMs,
      throwsOffline: true,
      ...(isNew && { recent: this.recent }),
      onProgress: () => {
        if (isMended) return;
        isMended = true;
        void this.clearFailures(versions).catch(() => undefined);
      },
    };
    return pollTasks(cdn, taskIds, waiting, this.context.signal);
  }

  /** Resets the failure count of these entries once CDN answers again, so that earlier failures to track them no longer count. */
  private async clearFailures(versions: readonly EntryVersion[]): Promise<void> {
    this.context.recordSuccess();
    await this.context.queue.changeAll(versions, (present) => {
      if (present.stage !== 'task' || !present.retry) return present;
      return { ...present, retry: undefined, attempts: 0 };
    });
  }

  private async completeAll(
    versions: readonly EntryVersion[],
    cloud: CloudPorts,
    ofUrl: ReadonlyMap<string, RefreshTask>,
  ): Promise<void> {
    const since = this.context.deps.clock.now();
    const ends = new Map<EntryOutcome, EntryVersion[]>();
    const failures: Failure[] = [];
    await forEachLimited(versions, concurrentChecks, async (version) => {
      // Read in its turn: a newer upload has its own proof, and the edge may serve either version meanwhile.
      const [entry] = this.context.queue.read([version]);
      if (entry?.stage !== 'task') return;
      try {
        const end = await this.findOutcome(entry, cloud, ofUrl);
        if (typeof end === 'object') await this.failWith(version, end);
        else addTo(ends, end, version);
      } catch (caught) {
        const error = toAppError(caught);
        if (isErrorOf(error, 'cancelled')) throw error;
        failures.push({ entry, error });
      }
    });
    for (const [as, ended] of ends)
      if (as === 'prefetch' || as === 'prefetchUnproven') await this.beginPrefetch(ended, as === 'prefetchUnproven');
      else await this.context.queue.finish(ended, as);
    await this.context.fail(failures, since);
  }

  /** Determines the outcome of an entry from its tasks and from the edge check. Resolves to the reason as an object if the refresh has failed. */
  private async findOutcome(
    entry: Entry,
    cloud: CloudPorts,
    ofUrl: ReadonlyMap<string, RefreshTask>,
  ): Promise<EntryOutcome | PublishCause> {
    const { domains, signal } = this.context;
    const { publication, urlError } = entry;
    const found = await domains.find(cloud.cdn, publication, signal);
    if (found.domains.length === 0) return 'unserved';
    const targets = listTargets(publication, found.domains);
    const all = [...targets, ...listDirectories(publication, found.domains)];
    const tasksOf = (some: readonly RefreshTarget[]) => some.flatMap(({ url }) => ofUrl.get(withoutScheme(url)) ?? []);
    const failed = tasksOf(all).find(({ status }) => status === 'failed');
    if (failed) return toTaskCause(failed);
    const plain = targets.filter((target) => target.plain);
    const proof = publication.request ? 'unproven' : await this.checkTargets(entry, plain, cloud);
    if (typeof proof === 'object') return proof;
    if (urlError) return urlError;
    // Without a conclusive edge check, the task decides.
    const untold = tasksOf(proof === 'fresh' ? all.filter((target) => !target.plain) : all);
    if (!untold.every(isTaskFinished)) return toCause(taskTimeout());
    if (publication.request) return 'carriedOut';
    if (!publication.prefetch || publication.act === 'delete') return proof;
    return proof === 'fresh' ? 'prefetch' : 'prefetchUnproven';
  }

  private async beginPrefetch(versions: readonly EntryVersion[], isUnproven: boolean): Promise<void> {
    const proof = isUnproven ? 'unproven' : undefined;
    await this.context.queue.changeAll(versions, (present) => toPrefetch(present, proof));
  }

  /** Marks an entry as failed and its refresh as still to be done, since the finished one had no effect. */
  private async failWith(version: EntryVersion, cause: PublishCause): Promise<void> {
    await this.context.queue.changeAll([version], (present) => ({
      ...withoutClaim(toFailed(present, cause)),
      owesRefresh: true,
    }));
  }

  private async checkTargets(
    entry: Entry,
    targets: readonly RefreshTarget[],
    cloud: CloudPorts,
  ): Promise<EdgeCheckResult> {
    const wanted = await this.toExpected(entry, cloud);
    if (!wanted) return 'unproven';
    const { clock } = this.context.deps;
    const edge = limitProbes(cloud, entry.publication.batch === undefined);
    let worst: EdgeCheckResult = 'fresh';
    for (const target of targets) {
      const proof = await checkEdge({ edge, clock }, target, wanted, this.context.signal);
      if (rank(proof) > rank(worst)) worst = proof;
    }
    return worst;
  }

  private async toExpected(
    { publication, object, goneEtag }: Entry,
    { oss }: CloudPorts,
  ): Promise<ExpectedObject | undefined> {
    const { bucket, key, path } = publication;
    if (object === 'absent') return { etag: undefined, ...(goneEtag !== undefined && { goneEtag }) };
    const record = object && this.context.store.read(({ ledger }) => ledger.get(bucket, key));
    if (record) return { etag: record.etag, readBytes: () => readUploaded(path, record, this.context.deps.files) };
    try {
      const head = await oss.readObjectHead(bucket, key, this.context.signal);
      return { etag: head?.etag };
    } catch (error) {
      // Keys for CDN alone are enough for a refresh.
      if (isErrorOf(error, ...deniedKinds, 'publicEndpointForbidden')) return undefined;
      throw error;
    }
  }
}

/** Returns an edge port whose requests keep to the limit of their domain. Those for a save come first. */
function limitProbes({ edge, limits }: CloudPorts, isUrgent: boolean): EdgePort {
  const probe: EdgePort['probe'] = (request, signal) => {
    const limit = limits.of(request.name);
    return limit.run(
      async () => {
        const answer = await edge.probe(request, signal);
        // Silence is ignored: one dead domain must not slow the others down.
        if (answer.status === 503 || answer.status === 429) limit.pushBack();
        return answer;
      },
      { priority: isUrgent ? 'urgent' : 'read' },
    );
  };
  return { probe };
}

function toGroups(entries: readonly Entry[]): readonly Omit<TaskGroup, 'isNew'>[] {
  const groups = Map.groupBy(entries, ({ taskIds }) => JSON.stringify(taskIds));
  return [...groups.values()].map((group) => ({
    taskIds: group[0]?.taskIds ?? [],
    versions: group.map(versionOf),
    latestAt: group.reduce((latest, { at }) => Math.max(latest, at), 0),
    hasFailed: group.some(({ retry }) => retry !== undefined),
  }));
}

function rank(proof: EdgeCheckResult): number {
  return typeof proof === 'object' ? 2 : Number(proof === 'unproven');
}

function toTaskCause({ url, description }: RefreshTask): PublishCause {
  return toCause(new AppError('unavailable', { subject: url, ...(description ? { message: description } : {}) }));
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
