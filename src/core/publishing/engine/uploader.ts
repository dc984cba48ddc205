import { AdaptiveGate, requestsAtOnce } from '../../concurrency/adaptiveGate.js';
import { ByteBudget } from '../../concurrency/byteBudget.js';
import { createGate } from '../../concurrency/limit.js';
import { startTimer } from '../../concurrency/timer.js';
import { toAppError } from '../../errors.js';
import type { OssPort } from '../../ports/oss.js';
import { type FolderRuns, readFolderRuns } from '../queue/folderRuns.js';
import { type Entry, type EntryAt, isAt, withoutClaim } from '../queueEntry.js';
import { toContentType } from '../upload/contentType.js';
import { discardMultipart } from '../upload/multipartUpload.js';
import { syncObject } from '../upload/syncObject.js';
import type { UploadContext, UploadOutcome } from '../upload/uploadContext.js';
import type { EngineContext } from './engineContext.js';
import { isUnused, toOutdated, toSettled } from './settleUpload.js';

/** So many of runs are on their way at a time, most of them waiting for their turn, so that their intents are one write. */
const maxOfRuns = 384;
/** So many others are on their way beside them. */
const maxOthers = 64;
/** Started in one turn of the event loop. */
const maxPerClaim = 64;
const diskReads = 16;
/** How long a folder is believed to be where it was, ms. */
const folderMaxAgeMs = 1_000;
/** Requests to OSS, those that read and those that write each. */
const requests = { ...requestsAtOnce, urgentReserve: 8 };
/** Bodies in memory, bytes; a part of it is for what no run holds up. */
const memoryBytes = { most: 64 * 1024 * 1024, reserve: 16 * 1024 * 1024 };

type SendEntry = EntryAt<'send'>;

interface InFlightUpload {
  readonly version: number;
  readonly isOfRun: boolean;
  readonly control: AbortController;
  /** It shows whether the keys are still refused. */
  readonly isTrial: boolean;
  /** Its claim was lost, even if this window has claimed the entry again since: what becomes of it no longer counts. */
  isLost: boolean;
  /** The same entry, claimed once more meanwhile. */
  next?: SendEntry;
}

/** Brings the bucket in line with the disk, several objects at a time, never the same one twice at once. */
export class Uploader {
  private readonly inFlight = new Map<string, InFlightUpload>();
  private readonly withDiskSlot = createGate(diskReads);
  private readonly reads = new AdaptiveGate(requests);
  private readonly writes = new AdaptiveGate(requests);
  private readonly budget = new ByteBudget(memoryBytes.most, memoryBytes.reserve);
  private readonly listened = new WeakSet<OssPort>();
  private readonly folders = new Map<string, { readonly at: number; readonly real: Promise<string | undefined> }>();
  private claiming = false;
  /** When something other than a run's last became ready to be refreshed, ms since the epoch. */
  lastSentAt = 0;

  constructor(private readonly context: EngineContext) {
    // One listener for all uploads: a signal derived for each would keep an entry in the engine's signal until it is collected.
    context.signal.addEventListener('abort', () => this.stop(), { once: true });
  }

  get isBusy(): boolean {
    return this.inFlight.size > 0 || this.claiming;
  }

  /** Whether something other than a run's is on its way to the bucket, or could be at once. */
  isSendingOthers({ ofRuns, early }: FolderRuns): boolean {
    const { queue, deps } = this.context;
    if (this.claiming || this.countInFlight(false) > 0) return true;
    return queue.has({ stages: ['send'], dueBy: deps.clock.now(), exceptPlaces: [...ofRuns, ...early] });
  }

  /** Claims and starts what may be started now: first what no run holds up. */
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
        // Other windows took the claim while this one was suspended and gave it back: it is sent when that has ended.
        earlier.next = entry;
        abandonUpload(earlier);
      } else void this.send(entry);
    }
  }

  /** While keys are refused one file at a time tries them: many would be read from disk for the one call that is sent. */
  private get mostPerClaim(): number {
    if (!this.context.hasRefusedKeys) return maxPerClaim;
    return [...this.inFlight.values()].some(({ isTrial }) => isTrial) ? 0 : 1;
  }

  private countInFlight(ofRuns: boolean): number {
    let count = 0;
    for (const { isOfRun } of this.inFlight.values()) count += Number(isOfRun === ofRuns);
    return count;
  }

  /** Aborts what the user has cancelled, and what other windows have taken over. */
  stopOutdated(): void {
    const { queue, store } = this.context;
    for (const [id, flight] of this.inFlight) {
      const entry = queue.peek(id);
      if (entry?.worker !== store.windowId) abandonUpload(flight);
      else if (entry.version !== flight.version && entry.stage !== 'send') flight.control.abort();
    }
  }

  /** Aborts everything: no account is signed in, or the window closes. */
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
      if (!flight.isLost) await this.context.fail(entry, toAppError(error), since);
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
    this.listenForPushBack(cloud.oss);
    const isUrgent = !flight.isOfRun;
    const { signal } = flight.control;
    const isOurs = ({ claim }: Entry) => claim?.worker === store.windowId && !flight.isLost;
    // Where others have taken over, what they note counts.
    const note = (change: (present: Entry) => Entry) =>
      queue.change(id, (present) => (isOurs(present) ? change(present) : present));
    return {
      cloud,
      files: deps.files,
      known: store.read(({ ledger }) => ledger.get(bucket, key)),
      since: () => store.read(({ ledger }) => ledger.since(bucket)),
      realFolder: this.realFolder,
      now: deps.clock.now,
      startTimer: () => startTimer(deps.clock),
      toContentType,
      canForbidOverwrite: () => this.context.buckets.canForbidOverwrite(cloud.oss, bucket, signal),
      isCurrent: () => !flight.isLost && queue.holds(entry),
      recordIntent: (sent) =>
        note((present) => (present.version === entry.version ? { ...present, owesRefresh: true, sent } : present)),
      amendIntent: (sent) => note((present) => ({ ...present, owesRefresh: true, sent })),
      saveMultipart: (multipart) => note((present) => ({ ...present, multipart })),
      withReadSlot: (work) => this.reads.run(work, isUrgent),
      withRequestSlot: (work) => this.writes.run(work, isUrgent),
      withDiskSlot: this.withDiskSlot,
      takeMemory: (bytes) => this.budget.take(bytes, isUrgent),
      signal,
    };
  }

  /** The folders of a run are the same for all of its files: each is resolved once in a while. */
  private readonly realFolder = (path: string): Promise<string | undefined> => {
    const { clock, files } = this.context.deps;
    const now = clock.now();
    const known = this.folders.get(path);
    if (known && now >= known.at && now - known.at < folderMaxAgeMs) return known.real;
    const real = files.realPath(path);
    this.folders.set(path, { at: now, real });
    return real;
  };

  /** Answers that the adapter deals with itself, by a repeat, count as well. */
  private listenForPushBack(oss: OssPort): void {
    if (this.listened.has(oss)) return;
    this.listened.add(oss);
    oss.onDidPushBack?.(() => {
      for (const gate of [this.reads, this.writes]) gate.pushBack();
    });
  }

  /** Writes what became of an entry, together with the ledger; nothing once the claim is lost, since others may have sent something newer. */
  private async settle(entry: SendEntry, outcome: UploadOutcome): Promise<void> {
    const { queue, deps, store } = this.context;
    const { id, bucket, key } = entry.publication;
    const { present, ended } = await store.write((tx) => {
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
    });
    if (entry.publication.batch === undefined) this.lastSentAt = deps.clock.now();
    // Parts that did not become the object.
    if (present?.multipart && isUnused(present, entry, outcome)) await this.freeParts(present);
    if (present && ended) queue.completions.notify([present], 'unchanged');
  }

  /** Tried once: what stays is what the bucket's own rules for unfinished uploads are for. */
  async freeParts({ publication, multipart }: Entry): Promise<void> {
    if (!multipart) return;
    try {
      const { oss } = await this.context.openCloud();
      await discardMultipart(oss, publication, multipart, this.context.signal);
    } catch {
      // The object is as it should be all the same.
    }
  }
}

function abandonUpload(flight: InFlightUpload): void {
  flight.isLost = true;
  flight.control.abort();
}
