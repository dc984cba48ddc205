import { ByteBudget } from '../../concurrency/byteBudget.js';
import { createGate } from '../../concurrency/limit.js';
import { startTimer } from '../../concurrency/timer.js';
import { toAppError } from '../../errors.js';
import { endpointOf } from '../../origin.js';
import { lookMaxAgeMs } from '../../oss/findExisting.js';
import { Signal } from '../../signal.js';
import type { LedgerRecord } from '../objectLedger.js';
import { publishPlaceId, publishPlaceOf, readOwnedUntil } from '../ownership.js';
import { coverOf, readPlaceHead } from '../placeHead.js';
import type { Publication } from '../publication.js';
import type { StoreWriter } from '../publishStore.js';
import { type FolderRuns, readFolderRuns } from '../queue/folderRuns.js';
import {
  type Entry,
  type EntryAt,
  isAt,
  toConflict,
  toHeld,
  toRefresh,
  toTask,
  unsentOf,
  withoutBases,
  withoutClaim,
} from '../queueEntry.js';
import { discardMultipart } from '../upload/multipartUpload.js';
import { syncObject } from '../upload/sendObject.js';
import type { UploadContext, UploadOutcome } from '../upload/uploadContext.js';
import type { EngineContext } from './engineContext.js';

/** The most simultaneous uploads of Publish Folder runs. There are more than request slots, so that the records of many uploads share one write to disk. */
const maxOfRuns = 384;
/** The most simultaneous uploads outside of runs. */
const maxOthers = 64;
/** The most uploads that are claimed and started at once, in one turn of the event loop. */
const maxPerClaim = 64;
const diskReads = 16;
/** How long the real path of a folder is cached, ms. */
const folderMaxAgeMs = 1_000;
/** The most bytes of file content in memory. `reserve` is the part that only uploads outside of runs may use. */
const memoryBytes = { most: 64 * 1024 * 1024, reserve: 16 * 1024 * 1024 };

type SendEntry = EntryAt<'send'>;
type Cover = ReturnType<typeof coverOf>;

interface InFlightUpload {
  readonly version: number;
  readonly isOfRun: boolean;
  readonly control: AbortController;
  /** Whether this upload tests if the keys are still refused. */
  readonly isTrial: boolean;
  /** Whether this window has lost the claim of the upload. The outcome then no longer counts, even if the window has claimed the entry again since. */
  isLost: boolean;
  /** The same entry if this window has claimed it again while the lost upload was still ending. */
  next?: SendEntry;
}

/** Makes the bucket match the disk: uploads or deletes several objects at a time, but never the same object twice at once. */
export class Uploader {
  private readonly inFlight = new Map<string, InFlightUpload>();
  /** A save does not wait for the files of a run. */
  private readonly diskSlots = { ofRuns: createGate(diskReads), others: createGate(diskReads) };
  private readonly budget = new ByteBudget(memoryBytes.most, memoryBytes.reserve);
  private readonly folders = new Map<string, { readonly at: number; readonly real: Promise<string | undefined> }>();
  private readonly covers = new Map<string, { readonly at: number; readonly cover: Promise<Cover> }>();
  private readonly changing = new Signal<Entry>();
  private claiming = false;
  /** Fires before the first request for a file outside of runs that differs from its last upload. */
  readonly onWillChange = this.changing.event;
  /** The last time anything other than a run's file reached the bucket and became ready for a refresh, ms since the epoch. */
  lastSentAt = 0;

  constructor(private readonly context: EngineContext) {
    // One listener for all uploads: a derived signal for each would keep its entry alive in the engine's signal.
    context.signal.addEventListener('abort', () => this.stop(), { once: true });
  }

  get isBusy(): boolean {
    return this.inFlight.size > 0 || this.claiming;
  }

  /** Returns whether uploads outside of runs are in progress, or could start at once. */
  isSendingOthers({ ofRuns, early }: FolderRuns): boolean {
    const { queue, deps } = this.context;
    if (this.claiming || this.countInFlight(false) > 0) return true;
    return queue.has({ stages: ['send'], dueBy: deps.clock.now(), exceptPlaces: [...ofRuns, ...early] });
  }

  /** Claims and starts uploads that are due. Those outside of runs come first. */
  async start(): Promise<void> {
    if (this.claiming || this.context.isBlocked()) return;
    const runs = readFolderRuns(this.context.queue.tally());
    const hasRuns = runs.ofRuns.length > 0;
    this.claiming = true;
    try {
      const ofOthers = ({ early, ofRuns }: FolderRuns) => [...early, ...ofRuns];
      if (hasRuns) await this.claim(runs, ofOthers, maxOthers - this.countInFlight(false));
      const most = maxOfRuns - (hasRuns ? this.countInFlight(true) : this.inFlight.size);
      await this.claim(runs, ({ early }) => early, most);
    } finally {
      this.claiming = false;
    }
  }

  private async claim(runs: FolderRuns, except: (runs: FolderRuns) => readonly number[], limit: number): Promise<void> {
    const { queue, deps } = this.context;
    const query = { stages: ['send'], dueBy: deps.clock.now(), unclaimed: true, exceptPlaces: except(runs) } as const;
    const most = Math.min(limit, this.mostPerClaim);
    if (most <= 0 || !queue.has(query)) return;
    const claimed = await queue.claim({ ...query, limit: most }, true, except);
    if (claimed.length === maxPerClaim) this.context.wake();
    for (const entry of claimed.filter((each) => isAt(each, 'send'))) {
      const earlier = this.inFlight.get(entry.publication.id);
      if (earlier) {
        // Other windows took the claim while this one was suspended, and released it: it is sent when that upload has ended.
        earlier.next = entry;
        abandonUpload(earlier);
      } else void this.send(entry);
    }
  }

  /** The most uploads to start at once. While the keys are refused this is 1, since the other files would be read from disk without being sent. */
  private get mostPerClaim(): number {
    if (!this.context.hasRefusedKeys) return maxPerClaim;
    return [...this.inFlight.values()].some(({ isTrial }) => isTrial) ? 0 : 1;
  }

  private countInFlight(ofRuns: boolean): number {
    let count = 0;
    for (const { isOfRun } of this.inFlight.values()) count += Number(isOfRun === ofRuns);
    return count;
  }

  /** Opens connections for the uploads of a run while the request for them is written. A save opens its own. */
  async openConnections(publications: readonly Publication[]): Promise<void> {
    const uploads = publications.filter(({ act = 'upload', batch }) => act === 'upload' && batch !== undefined);
    const [first] = uploads;
    if (!first || this.context.isBlocked()) return;
    const count = uploads.filter(({ bucket: { name } }) => name === first.bucket.name).length;
    try {
      (await this.context.openCloud()).connections.openForUploads(first.bucket, count);
    } catch {
      // Signed out meanwhile.
    }
  }

  /** Aborts uploads that the user cancelled or other windows took over. */
  stopOutdated(): void {
    const { queue, store } = this.context;
    for (const [id, flight] of this.inFlight) {
      const entry = queue.get(id);
      if (entry?.claim?.worker !== store.windowId) abandonUpload(flight);
      else if (entry.version !== flight.version && entry.stage !== 'send') flight.control.abort();
    }
  }

  /** Aborts everything, after a sign-out or when the window closes. */
  stop(): void {
    for (const { control } of this.inFlight.values()) control.abort();
  }

  private async send(entry: SendEntry): Promise<void> {
    const { publication, version } = entry;
    const { deps } = this.context;
    const isOfRun = publication.batch !== undefined;
    const { hasRefusedKeys: isTrial } = this.context;
    const flight: InFlightUpload = { version, isOfRun, isTrial, control: new AbortController(), isLost: false };
    const since = deps.clock.now();
    this.inFlight.set(publication.id, flight);
    if (this.context.signal.aborted) flight.control.abort();
    try {
      const outcome = await syncObject(entry, await this.toUploadContext(entry, flight));
      if (!flight.isLost) await this.settle(entry, outcome);
      this.context.recordSuccess();
    } catch (error) {
      if (!flight.isLost) await this.context.fail([{ entry, error: toAppError(error) }], since);
    }
    this.inFlight.delete(publication.id);
    if (flight.next) void this.send(flight.next);
    // Claims of many are one write.
    if (!isOfRun || this.inFlight.size <= (maxOfRuns * 3) / 4) this.context.wake();
  }

  private async toUploadContext(entry: SendEntry, flight: InFlightUpload): Promise<UploadContext> {
    const { deps, queue, store } = this.context;
    const { id, bucket, key } = entry.publication;
    const cloud = await this.context.openCloud();
    const limit = cloud.limits.of(endpointOf(bucket));
    const isUrgent = !flight.isOfRun;
    const { signal } = flight.control;
    const isOurs = ({ claim }: Entry) => claim?.worker === store.windowId && !flight.isLost;
    // After a takeover, only the other window's records count.
    const note = (change: (present: Entry) => Entry) =>
      queue.change(id, (present) => (isOurs(present) ? change(present) : present), { canWait: flight.isOfRun });
    return {
      cloud,
      files: deps.files,
      known: store.read(({ ledger }) => ledger.get(bucket, key)),
      ownedUntil: () => store.read((tx) => readOwnedUntil(tx, publishPlaceOf(entry.publication))),
      coveredUntil: async () => (await this.readCover(entry))?.(key),
      realFolder: this.realFolder,
      now: deps.clock.now,
      startTimer: () => startTimer(deps.clock),
      willChange: () => isUrgent && this.changing.fire(entry),
      canForbidOverwrite: () => this.context.buckets.canForbidOverwrite(cloud.oss, bucket, signal),
      isCurrent: () => !flight.isLost && queue.holds(entry),
      recordIntent: (sent) =>
        note((present) => (present.version === entry.version ? { ...present, owesRefresh: true, sent } : present)),
      amendIntent: (sent) => note((present) => ({ ...present, owesRefresh: true, sent })),
      onReplaced: (object) => deps.onReplaced?.(object),
      saveMultipart: (multipart) => note((present) => ({ ...present, multipart })),
      withSlot: (use, work) =>
        limit.run(work, { priority: isUrgent ? 'urgent' : use, subject: `${bucket.name}/${key}` }),
      withDiskSlot: this.diskSlots[isUrgent ? 'others' : 'ofRuns'],
      takeMemory: (bytes) => this.budget.take(bytes, isUrgent),
      signal,
    };
  }

  /** Resolves links in a folder's path. Results are cached for a short time, since the files of a run share few folders. */
  private readonly realFolder = (path: string): Promise<string | undefined> => {
    const { clock, files } = this.context.deps;
    const now = clock.now();
    const known = this.folders.get(path);
    if (known && now >= known.at && now - known.at < folderMaxAgeMs) return known.real;
    const real = files.realPath(path);
    this.folders.set(path, { at: now, real });
    return real;
  };

  /** Reads what the head of a place covers, no earlier than an entry was requested: the folder may be at another commit since. Uploads of the same place share it. */
  private async readCover({ at, publication }: SendEntry): Promise<Cover | undefined> {
    const { history, clock } = this.context.deps;
    if (!history) return undefined;
    const place = publishPlaceOf(publication);
    const id = `${publishPlaceId(place)} ${publication.root}`;
    const now = clock.now();
    const known = this.covers.get(id);
    if (known && known.at >= at && now >= known.at && now - known.at < lookMaxAgeMs) return known.cover;
    const { oss } = await this.context.openCloud();
    const cover = readPlaceHead({ oss, history }, place, publication.root, this.context.signal).then(coverOf);
    this.covers.set(id, { at: now, cover });
    // A retry looks again.
    cover.catch(() => this.covers.delete(id));
    return cover;
  }

  /** Writes an outcome together with the ledger, unless the claim is lost: others may have sent something newer. */
  private async settle(entry: SendEntry, outcome: UploadOutcome): Promise<void> {
    const { queue, deps, store } = this.context;
    const { id, bucket, key, batch } = entry.publication;
    const canWait = batch !== undefined;
    const write = (tx: StoreWriter) => {
      const present = tx.entries.get(queue.accountId, id);
      const isOurs = present ? present.claim?.worker === store.windowId : queue.isClaiming;
      const known = 'record' in outcome && !outcome.record ? tx.ledger.get(bucket, key) : undefined;
      if (isOurs && 'record' in outcome) tx.ledger.set(bucket, key, outcome.record ?? undefined);
      if (!present || !isOurs) return {};
      const isCurrent = present.version === entry.version;
      const after = isCurrent ? toSettled(present, outcome, { entry, known }) : toOutdated(present, outcome, known);
      if (after) tx.entries.put(withoutClaim(after));
      else if (isCurrent) queue.end(tx, present, 'unchanged');
      else tx.entries.remove(queue.accountId, id);
      return { present, ended: !after && isCurrent };
    };
    const { present, ended } = await store.write(write, { canWait });
    if (!canWait) this.lastSentAt = deps.clock.now();
    // Parts that did not become the object.
    if (present?.multipart && isUnused(present, entry, outcome)) await this.freeParts(present);
    if (present && ended) queue.completions.notify([present], 'unchanged');
  }

  /** Tries once to delete the parts of an unfinished upload. Parts that remain are left to the bucket's lifecycle rules for unfinished uploads. */
  async freeParts({ publication, multipart }: Entry): Promise<void> {
    if (!multipart) return;
    try {
      const { oss } = await this.context.openCloud();
      await discardMultipart(oss, publication, multipart, this.context.signal);
    } catch {
      // The object is correct anyway.
    }
  }
}

function abandonUpload(flight: InFlightUpload): void {
  flight.isLost = true;
  flight.control.abort();
}

type Recorded = Extract<UploadOutcome, { kind: 'sent' | 'unchanged' }>;

/** Returns the entry after the outcome of its upload, or `undefined` if nothing is left to do for it. */
function toSettled(
  present: Entry,
  outcome: UploadOutcome,
  { entry, known }: { readonly entry: SendEntry; readonly known: LedgerRecord | undefined },
): Entry | undefined {
  if (outcome.kind === 'superseded') return present;
  if (outcome.kind === 'held') return toHeld(present);
  if (outcome.kind === 'conflict') {
    // Nothing was sent, so the intent does not describe the bucket.
    const { sent, owesRefresh } = entry;
    return { ...toConflict(present, outcome.remote), sent, owesRefresh };
  }
  const settled = { ...withRecord(present, outcome, known), multipart: undefined };
  if (settled.owesRefresh) return toRefresh(settled);
  const { taskIds, urlError } = unsentOf(settled);
  return taskIds && toTask(settled, taskIds, urlError);
}

/**
 * Returns the entry after the outcome of an earlier version of it, when something newer was requested or the user decided otherwise in the meantime.
 * `undefined` if the user cancelled it and nothing has to be refreshed.
 */
function toOutdated(present: Entry, outcome: UploadOutcome, before: LedgerRecord | undefined): Entry | undefined {
  const after = 'record' in outcome ? withRecord(present, outcome, before) : present;
  const isCancelled = after.stage === 'refresh' && !after.owesRefresh && after.publication.act !== 'refresh';
  return isCancelled ? undefined : after;
}

/** Notes what the bucket has now, that what is news to this store has to be refreshed, and which object is gone: the one that the user agreed to delete, or the one that we knew or sent. */
function withRecord(present: Entry, outcome: Recorded, known: LedgerRecord | undefined): Entry {
  const { publication, sent, multipart, goneEtag } = present;
  const { kind, record, isNews = false } = outcome;
  const isGone = record === null;
  return {
    ...present,
    publication: withoutBases(publication),
    // Findings of a run alone do not cause a refresh.
    owesRefresh: present.owesRefresh || (isNews && publication.batch === undefined),
    object: isGone ? 'absent' : 'present',
    goneEtag: isGone ? unsentOf(present).approved || known?.etag || sent?.etag || goneEtag : undefined,
    // A request of an ended window may still arrive. Its content stays known as ours while the key is free.
    sent: kind === 'unchanged' && isGone ? sent : undefined,
    // Parts that did not become the object are freed at the end.
    multipart: kind === 'unchanged' || isGone ? multipart : undefined,
  };
}

/** Returns whether the upload turned out to be unnecessary, so that the parts it has already uploaded will never be used. */
function isUnused(present: Entry, { version }: Entry, outcome: UploadOutcome): boolean {
  return (
    present.version === version && 'record' in outcome && (outcome.kind === 'unchanged' || outcome.record === null)
  );
}
