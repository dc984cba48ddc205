import { AppError, isErrorOf, toAppError } from '../errors.js';
import type { RefreshTask } from '../ports/cdn.js';
import type { CloudPorts } from '../ports/cloud.js';
import type { FilePort } from '../ports/local.js';
import { followTasks, isEnded, knownMs, refreshDeadlineMs, tooSlow } from '../refresh/awaitTasks.js';
import type { Bench } from './bench.js';
import { type Entry, moveEntry } from './entry.js';
import type { LedgerRecord } from './ledger.js';
import { forEachLimited } from './limit.js';
import { type EdgeProof, type ExpectedObject, largestComparedBytes, proveFresh } from './proveFresh.js';
import type { PublishCause } from './publication.js';
import { listDirectories, listTargets, type RefreshTarget } from './refreshTargets.js';
import { dueAt } from './retryPolicy.js';
import { cloudOf } from './sender.js';
import { toCause } from './toCause.js';

const concurrentProbes = 6;
/** A task that CDN may have forgotten is waited for so long, ms: a new one is not always listed at once. */
const forgottenMs = 60_000;

/** Waits for refresh tasks and then asks the edge. */
export class Follower {
  private readonly following = new Map<string, number>();

  constructor(private readonly bench: Bench) {}

  get isBusy(): boolean {
    return this.following.size > 0;
  }

  /** Begins to follow what has been submitted, in groups of one submission. */
  start(): void {
    if (this.bench.isBlocked()) return;
    const now = this.bench.deps.clock.now();
    const groups = new Map<string, Entry[]>();
    for (const entry of this.bench.queue.values()) {
      const { stage, publication, turn, taskIds = [] } = entry;
      if (stage !== 'task' || dueAt(entry, now) > now || this.following.get(publication.id) === turn) continue;
      const key = JSON.stringify(taskIds);
      groups.set(key, [...(groups.get(key) ?? []), entry]);
    }
    for (const group of groups.values()) void this.follow(group);
  }

  private async follow(group: readonly Entry[]): Promise<void> {
    for (const { publication, turn } of group) this.following.set(publication.id, turn);
    try {
      const cloud = await cloudOf(this.bench.deps.session, this.bench.accountId);
      const tasks = await this.wait(group, cloud);
      const ofUrl = new Map(tasks.map((task) => [withoutScheme(task.url), task]));
      await forEachLimited(group, concurrentProbes, (entry) => this.judge(entry, cloud, ofUrl));
      if (group.some((entry) => this.hasComeThrough(entry))) this.bench.unblock();
    } catch (caught) {
      const error = toAppError(caught);
      for (const entry of group) this.giveUp(entry, error);
    }
    for (const { publication, turn } of group) {
      if (this.following.get(publication.id) === turn) this.following.delete(publication.id);
    }
    this.bench.wake();
  }

  /** What CDN says of the tasks of a group at last; when it says nothing more, the edge shows whether it did its work. */
  private wait(group: readonly Entry[], { cdn }: CloudPorts): Promise<readonly RefreshTask[]> {
    const { clock, random } = this.bench.deps;
    const now = clock.now();
    const mayBeForgotten = group.every(({ at }) => now - at >= knownMs);
    const waiting = {
      clock,
      random,
      deadlineMs: refreshDeadlineMs,
      unknownMs: mayBeForgotten ? forgottenMs : refreshDeadlineMs,
      throwsOffline: true,
      onProgress: () => this.goOn(group),
    };
    return followTasks(cdn, group[0]?.taskIds ?? [], waiting, this.bench.signal);
  }

  /** What kept these from being followed is over. */
  private goOn(group: readonly Entry[]): void {
    const { queue } = this.bench;
    for (const { publication, turn } of group) {
      const present = queue.get(publication.id);
      if (present?.turn !== turn || present.stage !== 'task' || present.retryAt === undefined) continue;
      queue.set(moveEntry(present, 'task'));
      this.bench.unblock();
    }
  }

  private hasComeThrough({ publication, retryAt }: Entry): boolean {
    return retryAt !== undefined && this.bench.queue.get(publication.id)?.stage !== 'task';
  }

  private giveUp(entry: Entry, error: AppError): void {
    if (this.bench.queue.get(entry.publication.id)?.stage === 'task') this.bench.fail(entry, error);
  }

  private async judge(entry: Entry, cloud: CloudPorts, ofUrl: ReadonlyMap<string, RefreshTask>): Promise<void> {
    const { queue, domains, signal } = this.bench;
    const { publication, trouble } = entry;
    const isCurrent = () => queue.get(publication.id)?.turn === entry.turn;
    // The newer upload's own proof decides; the edge may serve either meanwhile.
    if (!isCurrent()) return;
    try {
      const found = await domains.find(cloud.cdn, publication, signal);
      const targets = listTargets(publication, found.domains);
      const all = [...targets, ...listDirectories(publication, found.domains)];
      const tasksOf = (some: readonly RefreshTarget[]) =>
        some.flatMap(({ url }) => ofUrl.get(withoutScheme(url)) ?? []);
      const failed = tasksOf(all).find(({ status }) => status === 'failed');
      if (failed) return this.failWith(entry, toTaskCause(failed));
      const plain = targets.filter((target) => target.plain);
      const proof = publication.request ? 'unproven' : await this.proveAll(entry, plain, cloud);
      if (typeof proof === 'object') return this.failWith(entry, proof);
      if (trouble) return this.failWith(entry, trouble);
      // Of what the edge was not asked about, or did not tell, only the task could.
      const untold = tasksOf(proof === 'fresh' ? all.filter((target) => !target.plain) : all);
      if (!untold.every(isEnded)) return this.failWith(entry, toCause(tooSlow()));
      if (publication.request) this.bench.finish(entry, 'carriedOut');
      else this.end(entry, proof);
    } catch (caught) {
      const error = toAppError(caught);
      if (isErrorOf(error, 'cancelled')) throw error;
      this.bench.fail(entry, error);
    }
  }

  private end(entry: Entry, proof: 'fresh' | 'unproven'): void {
    const { queue } = this.bench;
    const { id, prefetch, act } = entry.publication;
    if (!prefetch || act === 'delete') this.bench.finish(entry, proof);
    else if (queue.get(id)?.turn === entry.turn)
      queue.patch(id, (present) => moveEntry(present, 'prefetch', proof === 'fresh' ? {} : { proof }));
  }

  /** A refresh that did not do its work is owed again. */
  private failWith(entry: Entry, cause: PublishCause): void {
    const { queue } = this.bench;
    const { id } = entry.publication;
    if (queue.get(id)?.turn !== entry.turn) return;
    queue.patch(id, (present) => ({ ...present, stage: 'failed', owesRefresh: true, cause }));
  }

  private async proveAll(entry: Entry, targets: readonly RefreshTarget[], cloud: CloudPorts): Promise<EdgeProof> {
    const wanted = await this.toExpected(entry, cloud);
    if (!wanted) return 'unproven';
    const { clock } = this.bench.deps;
    let worst: EdgeProof = 'fresh';
    for (const target of targets) {
      const proof = await proveFresh({ edge: cloud.edge, clock }, target, wanted, this.bench.signal);
      if (rank(proof) > rank(worst)) worst = proof;
    }
    return worst;
  }

  private async toExpected({ publication, record }: Entry, { oss }: CloudPorts): Promise<ExpectedObject | undefined> {
    const { bucket, key, path } = publication;
    if (record) return { etag: record.etag, readBytes: () => readUploaded(path, record, this.bench.deps.files) };
    if (record === null) return { etag: undefined };
    try {
      const head = await oss.readObjectHead(bucket, key, this.bench.signal);
      return { etag: head?.etag };
    } catch (error) {
      // Keys for CDN alone are enough for a refresh.
      if (isErrorOf(error, 'forbidden', 'publicEndpointForbidden')) return undefined;
      throw error;
    }
  }
}

/** A small file as it was uploaded, read again so that no content is kept; `undefined` when it is no longer that. */
async function readUploaded(path: string, { md5, size }: LedgerRecord, files: FilePort) {
  if (size > largestComparedBytes) return undefined;
  try {
    const bytes = await files.read(path);
    return bytes && files.md5(bytes) === md5 ? bytes : undefined;
  } catch (error) {
    // Then only an ETag can tell.
    if (isErrorOf(error, 'badFile')) return undefined;
    throw error;
  }
}

function rank(proof: EdgeProof): number {
  return typeof proof === 'object' ? 2 : Number(proof === 'unproven');
}

function toTaskCause({ url, description }: RefreshTask): PublishCause {
  return toCause(new AppError('unavailable', { subject: url, ...(description ? { message: description } : {}) }));
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '');
}
