import { FailureStops } from '../../concurrency/batch.js';
import { forEachLimited } from '../../concurrency/limit.js';
import { mostRequests } from '../../concurrency/limitSearch.js';
import { startTimer } from '../../concurrency/timer.js';
import { AppError, deniedKinds, isErrorOf, toAppError } from '../../errors.js';
import { type ExistingObject, findExisting, lookMaxAgeMs } from '../../oss/findExisting.js';
import type { ClockPort } from '../../ports/local.js';
import type { BucketRef, ObjectHead, ObjectRef, OssPort } from '../../ports/oss.js';
import { type Deletion, deleteObjects } from '../deleteObjects.js';
import {
  type CopyProblem,
  type CopySource,
  findCopyObstacle,
  hasKmsKey,
  hasSameContent,
  hasSameProperties,
} from './copySource.js';

/** An object to copy or move. `etag` is the version that the user was asked about; absent if it was not read. */
export interface CopyPair {
  readonly from: ObjectRef;
  readonly to: ObjectRef;
  readonly etag?: string;
}

/** Why an object was not copied, or stays after its copy: a problem of the object, or an error of the cloud. */
export type CopyFailure = CopyProblem | AppError;

/** The result of copying or moving. Every pair is in one of the lists. */
export interface CopyResult {
  /** The pairs that were copied and, in a move, whose old object is gone. */
  readonly done: readonly CopyPair[];
  /** The pairs that were copied and whose old object stays, with the reason. */
  readonly kept: readonly { readonly pair: CopyPair; readonly why: CopyFailure }[];
  /** The pairs that were copied, and whose old object may be gone, since the deletion had no answer. */
  readonly uncertain: readonly CopyPair[];
  /** The pairs of which nothing was changed, with the reason. After an error, a copy may exist. */
  readonly failures: readonly { readonly pair: CopyPair; readonly why: CopyFailure }[];
  /** The pairs that were not started. */
  readonly remaining: readonly CopyPair[];
  readonly cancelled: boolean;
}

type CopyPort = Pick<
  OssPort,
  'readObjectHead' | 'readObjectAcl' | 'readTags' | 'copyObject' | 'listObjects' | 'deleteObjects'
>;

/** How to copy. A `move` deletes each old object once its copy is proven. */
interface CopyRunOptions {
  readonly kind: 'copy' | 'move';
  /** Whether the bucket of the copies never had versioning. Then OSS itself refuses to overwrite. */
  readonly isUnversioned: boolean;
  readonly clock: ClockPort;
  readonly signal: AbortSignal;
  readonly onProgress: (copied: number) => void;
}

/** The number of objects that are copied before the old ones are deleted. It is that of one deletion. */
const chunkSize = 1_000;

interface Proven {
  readonly pair: CopyPair;
  readonly source: ObjectHead;
}

/**
 * Copies or moves objects within a region, many at a time. Never overwrites an object. Keeps headers, metadata, tags, class, encryption and ACL. In a move, an
 * object is deleted only after its copy was compared with it and it was looked at again, so a crash leaves the old object or both. Never throws.
 */
export async function copyObjects(
  oss: CopyPort,
  pairs: readonly CopyPair[],
  options: CopyRunOptions,
): Promise<CopyResult> {
  const work = new CopyWork(oss, new Set(pairs.map(({ from }) => nameOf(from))), options);
  for (let at = 0; at < pairs.length; at += chunkSize) await work.addChunk(pairs.slice(at, at + chunkSize));
  return work.end();
}

class CopyWork {
  private readonly done: CopyPair[] = [];
  private readonly kept: { pair: CopyPair; why: CopyFailure }[] = [];
  private readonly uncertain: CopyPair[] = [];
  private readonly failures: { pair: CopyPair; why: CopyFailure }[] = [];
  private readonly remaining: CopyPair[] = [];
  private readonly stops = new FailureStops();
  /** The targets so far: two objects never become one. */
  private readonly targets = new Set<string>();
  private copied = 0;
  private cancelled = false;

  constructor(
    private readonly oss: CopyPort,
    /** The names of all old objects. None of them is a copy, since it may itself be deleted. */
    private readonly sources: ReadonlySet<string>,
    private readonly options: CopyRunOptions,
  ) {}

  async addChunk(pairs: readonly CopyPair[]): Promise<void> {
    const proven: Proven[] = [];
    await forEachLimited(pairs, mostRequests, async (pair) => {
      const made = await this.copy(pair);
      if (made) proven.push(made);
    });
    if (this.options.kind === 'copy') this.done.push(...proven.map(({ pair }) => pair));
    else for (const ofBucket of groupByBucket(proven)) await this.deleteOld(ofBucket);
  }

  end(): CopyResult {
    const { done, kept, uncertain, failures, remaining, cancelled } = this;
    return { done, kept, uncertain, failures, remaining, cancelled };
  }

  private async copy(pair: CopyPair): Promise<Proven | undefined> {
    const { name } = pair.from.bucket;
    if (this.stops.has(name) || this.options.signal.aborted) {
      this.cancelled ||= this.options.signal.aborted;
      this.remaining.push(pair);
      return undefined;
    }
    try {
      const target = nameOf(pair.to);
      const isTaken = this.sources.has(target) || this.targets.has(target);
      this.targets.add(target);
      const made = isTaken ? 'exists' : await copyProven(this.oss, pair, this.options);
      this.stops.recordSuccess(name);
      if (typeof made !== 'string') this.options.onProgress(++this.copied);
      else this.failures.push({ pair, why: made });
      return typeof made === 'string' ? undefined : { pair, source: made };
    } catch (caught) {
      const error = toAppError(caught);
      this.cancelled ||= error.kind === 'cancelled';
      this.failures.push({ pair, why: error });
      this.stops.recordFailure(name, error);
      return undefined;
    }
  }

  /** Deletes the old objects in groups that are small enough to be looked at again right before. */
  private async deleteOld(proven: readonly Proven[]): Promise<void> {
    let size = proven.length;
    for (let start = 0; start < proven.length; ) {
      const group = proven.slice(start, start + size);
      const age = startTimer(this.options.clock);
      const now = await this.lookAt(group);
      const isOld = now !== undefined && age() > lookMaxAgeMs;
      // A look at one object counts however long it takes, since another one would be just as old.
      if (isOld && group.length > 1) {
        size = Math.ceil(group.length / 4);
        continue;
      }
      start += group.length;
      if (now) await this.deleteSame(group, now);
    }
  }

  /** Looks at the old objects of a group again. Resolves to `undefined` if that failed or was cancelled: all of them stay. */
  private async lookAt(group: readonly Proven[]): Promise<ReadonlyMap<string, ExistingObject> | undefined> {
    const [first] = group;
    const keys = group.map(({ pair }) => pair.from.key);
    try {
      return first && (await findExisting(this.oss, first.pair.from.bucket, keys, this.options.signal));
    } catch (caught) {
      this.keep(group, toAppError(caught));
      return undefined;
    }
  }

  /** Deletes those old objects that did not change since they were copied. After a cancellation all stay. */
  private async deleteSame(group: readonly Proven[], now: ReadonlyMap<string, ExistingObject>): Promise<void> {
    const byKey = new Map(group.map((each) => [each.pair.from.key, each.pair]));
    const bucket = group[0]?.pair.from.bucket;
    const same: string[] = [];
    for (const { pair, source } of group) {
      const object = now.get(pair.from.key);
      if (!object) this.done.push(pair);
      else if (isUnchanged(object, source)) same.push(pair.from.key);
      else this.kept.push({ pair, why: 'changed' });
    }
    if (!bucket) return;
    const { signal } = this.options;
    this.addDeletion(byKey, same, await deleteObjects(this.oss, bucket, same, { signal, onProgress: () => undefined }));
  }

  private keep(proven: readonly Proven[], why: AppError): void {
    this.cancelled ||= why.kind === 'cancelled';
    for (const { pair } of proven) this.kept.push({ pair, why });
  }

  private addDeletion(byKey: ReadonlyMap<string, CopyPair>, asked: readonly string[], deletion: Deletion): void {
    const { deleted, failed, uncertain, error } = deletion;
    const pairsOf = (keys: readonly string[]) => keys.flatMap((key) => byKey.get(key) ?? []);
    this.done.push(...pairsOf(deleted));
    this.uncertain.push(...pairsOf(uncertain));
    for (const pair of pairsOf(failed)) this.kept.push({ pair, why: error ?? 'notDeleted' });
    const ended = new Set([...deleted, ...failed, ...uncertain]);
    const rest = asked.filter((key) => !ended.has(key));
    this.cancelled ||= rest.length > 0 && !error;
    for (const pair of pairsOf(rest)) this.kept.push({ pair, why: error ?? 'cancelled' });
    if (error) this.stops.recordFailure(byKey.get(asked[0] ?? '')?.from.bucket.name ?? '', error);
  }
}

/** Copies an object and proves the copy. Resolves to the head of its source, or to why it was not copied. Throws the error of the cloud. */
async function copyProven(
  oss: CopyPort,
  { from, to, etag }: CopyPair,
  { isUnversioned, signal }: CopyRunOptions,
): Promise<ObjectHead | CopyProblem> {
  const [head, acl, present] = await Promise.all([
    oss.readObjectHead(from.bucket, from.key, signal),
    oss.readObjectAcl(from.bucket, from.key, signal),
    isUnversioned ? undefined : oss.readObjectHead(to.bucket, to.key, signal),
  ]);
  if (!head) throw new AppError('noSuchObject', { subject: nameOf(from) });
  const obstacle = findCopyObstacle(head);
  if (obstacle) return obstacle;
  if (etag !== undefined && head.etag !== etag) return 'changed';
  const source = { from, head, acl };
  if (present) return (await isCopy(oss, source, { ...to, head: present }, signal)) ? head : 'exists';
  try {
    const made = await oss.copyObject(from, to, { source: head, acl, forbidOverwrite: true }, signal);
    if (!made) return 'changed';
    if (head.crc64 !== undefined && made.crc64 === head.crc64) return head;
  } catch (error) {
    if (isErrorOf(error, ...deniedKinds) && hasKmsKey(head)) return 'encrypted';
    // An earlier attempt, or one whose answer was lost, may have made the copy.
    if (!isErrorOf(error, 'objectExists', 'timeout', 'unavailable')) throw error;
    const there = await oss.readObjectHead(to.bucket, to.key, signal);
    if (there && (await isCopy(oss, source, { ...to, head: there }, signal))) return head;
    if (there && error.kind === 'objectExists') return 'exists';
    throw error;
  }
  const there = await oss.readObjectHead(to.bucket, to.key, signal);
  return there && hasSameContent(head, there) ? head : 'unproven';
}

/** Returns whether an object that exists already is a copy of the source in every respect, such as one of a move that was interrupted. */
async function isCopy(
  oss: CopyPort,
  { from, head, acl }: CopySource,
  present: ObjectRef & Pick<CopySource, 'head'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (!hasSameContent(head, present.head) || !hasSameProperties(head, present.head)) return false;
  const [ownAcl, ...tags] = await Promise.all([
    oss.readObjectAcl(present.bucket, present.key, signal),
    oss.readTags(from.bucket, from.key, signal),
    oss.readTags(present.bucket, present.key, signal),
  ]);
  const [before = '', after = ''] = tags.map((each) => JSON.stringify(Object.entries(each).sort()));
  return ownAcl === acl && before === after;
}

/** OSS tells the time of a change to the second. A change within the second of the last one is noticed by the ETag alone. */
function isUnchanged(now: ExistingObject, source: ObjectHead): boolean {
  const sameTime =
    now.modifiedAt === undefined || source.modifiedAt === undefined || now.modifiedAt === source.modifiedAt;
  return now.etag === source.etag && now.size === source.size && sameTime;
}

function groupByBucket(proven: readonly Proven[]): readonly (readonly Proven[])[] {
  return [...Map.groupBy(proven, ({ pair }) => pair.from.bucket.name).values()];
}

function nameOf({ bucket, key }: { readonly bucket: BucketRef; readonly key: string }): string {
  return `${bucket.name}/${key}`;
}
