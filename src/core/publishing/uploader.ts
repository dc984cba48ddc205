import { toAppError } from '../errors.js';
import { readBatches } from './batches.js';
import { toContentType } from './contentType.js';
import { cloudOf, type EngineContext } from './engineContext.js';
import { type Entry, moveEntry, withoutClaim } from './entry.js';
import { dropLarge } from './largeUpload.js';
import { createGate } from './limit.js';
import { sendEntry } from './sendFile.js';
import type { UploadContext, UploadOutcome } from './uploadContext.js';

/** So many are on their way at a time, most of them waiting for their place, so that their intents are one write. */
const mostInFlight = 192;
const concurrentReads = 12;
const concurrentUploads = 6;

interface Flight {
  readonly version: number;
  readonly control: AbortController;
  /** Its claim was lost, even if this window has claimed the entry again since: what becomes of it no longer counts. */
  isLost: boolean;
  /** The same entry, claimed once more meanwhile. */
  next?: Entry;
}

/** Brings the bucket in line with the disk, several objects at a time, never the same one twice at once. */
export class Uploader {
  private readonly flights = new Map<string, Flight>();
  private readonly withUploadSlot = createGate(concurrentUploads);
  private readonly withReadSlot = createGate(concurrentReads);
  private claiming = false;
  /** When something last became ready to be refreshed, ms since the epoch. */
  lastSentAt = 0;

  constructor(private readonly context: EngineContext) {}

  get isBusy(): boolean {
    return this.flights.size > 0 || this.claiming;
  }

  /** Whether something is on its way to the bucket, or could be at once. */
  isSending(): boolean {
    if (this.isBusy) return true;
    const { queue, deps } = this.context;
    const query = { stages: ['send'], dueBy: deps.clock.now() } as const;
    const { blockedDeletes } = readBatches(queue.tally());
    return queue.has({ ...query, exceptPlaces: blockedDeletes });
  }

  /** Claims and starts what may be started now. */
  async start(): Promise<void> {
    const free = mostInFlight - this.flights.size;
    if (free <= 0 || this.claiming || this.context.isBlocked()) return;
    const { queue, deps } = this.context;
    const query = { stages: ['send'], dueBy: deps.clock.now(), unclaimed: true } as const;
    const { blockedDeletes: exceptPlaces } = readBatches(queue.tally());
    if (!queue.has({ ...query, exceptPlaces })) return;
    this.claiming = true;
    try {
      const claimed = await queue.claim({ ...query, exceptPlaces, limit: free }, true);
      for (const entry of claimed) {
        const earlier = this.flights.get(entry.publication.id);
        if (earlier) {
          // Other windows took the claim while this one was suspended and gave it back: it is sent when that has ended.
          earlier.next = entry;
          lose(earlier);
        } else void this.send(entry);
      }
    } finally {
      this.claiming = false;
    }
  }

  /** Ends what the user no longer wants, and what other windows have taken over. */
  stopOutdated(): void {
    const { queue, store } = this.context;
    for (const [id, flight] of this.flights) {
      const entry = queue.peek(id);
      if (entry?.worker !== store.windowId) lose(flight);
      else if (entry.version !== flight.version && entry.stage !== 'send') flight.control.abort();
    }
  }

  /** Ends everything: nobody is signed in. */
  stop(): void {
    for (const { control } of this.flights.values()) control.abort();
  }

  private async send(entry: Entry): Promise<void> {
    const { publication, version } = entry;
    const { deps } = this.context;
    const flight: Flight = { version, control: new AbortController(), isLost: false };
    const since = deps.clock.now();
    this.flights.set(publication.id, flight);
    try {
      const outcome = await sendEntry(entry, await this.toUploadContext(entry, flight));
      if (!flight.isLost) await this.settle(entry, outcome);
      this.context.noteSuccess();
    } catch (error) {
      if (!flight.isLost) await this.context.fail(entry, toAppError(error), since);
    }
    this.flights.delete(publication.id);
    if (flight.next) void this.send(flight.next);
    // Claims of many are one write.
    if (this.flights.size <= mostInFlight / 2) this.context.wake();
  }

  private async toUploadContext(entry: Entry, flight: Flight): Promise<UploadContext> {
    const { deps, queue, store, accountId } = this.context;
    const { id, bucket, key } = entry.publication;
    const cloud = await cloudOf(deps.session, accountId);
    const signal = AbortSignal.any([flight.control.signal, this.context.signal]);
    const isOurs = ({ worker }: Entry) => worker === store.windowId && !flight.isLost;
    // Where others have taken over, what they note counts.
    const note = (change: (present: Entry) => Entry) =>
      queue.change(id, (present) => (isOurs(present) ? change(present) : present));
    const { known, since } = store.read(({ ledger }) => ({
      known: ledger.get(bucket, key),
      since: ledger.since(bucket),
    }));
    return {
      cloud,
      files: deps.files,
      known,
      since,
      now: deps.clock.now,
      toContentType,
      canForbidOverwrite: () => this.context.buckets.canForbidOverwrite(cloud.oss, bucket, signal),
      isCurrent: () => !flight.isLost && queue.holds(entry),
      recordIntent: (sent) => note((present) => ({ ...present, owesRefresh: true, ...(sent && { sent }) })),
      keepMultipart: (multipart) => note((present) => ({ ...present, multipart })),
      withUploadSlot: this.withUploadSlot,
      withReadSlot: this.withReadSlot,
      signal,
    };
  }

  /** Writes what became of an entry, together with the ledger; nothing once the claim is lost, since others may have sent something newer. */
  private async settle(entry: Entry, outcome: UploadOutcome): Promise<void> {
    const { queue, deps, store } = this.context;
    const { id, bucket, key } = entry.publication;
    const { present, ended } = await store.write((tx) => {
      const present = tx.entries.get(queue.accountId, id);
      const isOurs = present ? present.worker === store.windowId : queue.isClaiming;
      if (isOurs && 'record' in outcome) tx.ledger.set(bucket, key, outcome.record ?? undefined);
      if (!present || !isOurs) return {};
      const isCurrent = present.version === entry.version;
      const after = isCurrent ? toSettled(present, outcome) : toOutdated(present, outcome);
      if (after) tx.entries.put(withoutClaim(after));
      else if (isCurrent) queue.end(tx, present, 'unchanged');
      else tx.entries.remove(queue.accountId, id);
      return { present, ended: !after && isCurrent };
    });
    this.lastSentAt = deps.clock.now();
    // Parts that did not become the object.
    if (present?.multipart && isUnused(present, entry, outcome)) await this.freeParts(present);
    if (present && ended) queue.completions.tell([present], 'unchanged');
  }

  /** Tried once: what stays is what the bucket's own rules for unfinished uploads are for. */
  async freeParts({ publication, multipart }: Entry): Promise<void> {
    if (!multipart) return;
    const { deps, accountId, signal } = this.context;
    try {
      const { oss } = await cloudOf(deps.session, accountId);
      await dropLarge(oss, publication, multipart, signal);
    } catch {
      // The object is as it should be all the same.
    }
  }
}

function lose(flight: Flight): void {
  flight.isLost = true;
  flight.control.abort();
}

/** What is next after an outcome; `undefined` when nothing is. */
function toSettled(present: Entry, outcome: UploadOutcome): Entry | undefined {
  if (outcome.kind === 'superseded') return present;
  if (outcome.kind === 'held') return withoutClaim(moveEntry(present, 'held'));
  if (outcome.kind === 'conflict') return withoutClaim(moveEntry(present, 'conflict', { remote: outcome.remote }));
  const { approved: _approved, multipart: _multipart, ...settled } = withRecord(present, outcome);
  if (settled.owesRefresh) return moveEntry(settled, 'refresh');
  return settled.taskIds ? moveEntry(settled, 'task') : undefined;
}

/** Something newer was requested, or the user has decided otherwise. */
function toOutdated(present: Entry, outcome: UploadOutcome): Entry | undefined {
  const known = 'record' in outcome ? withRecord(present, outcome) : present;
  const isCancelled = known.stage === 'refresh' && !known.owesRefresh && known.publication.act !== 'refresh';
  return isCancelled ? undefined : known;
}

function withRecord(present: Entry, outcome: Extract<UploadOutcome, { kind: 'sent' | 'unchanged' }>): Entry {
  const { sent, multipart, ...rest } = present;
  const isGone = outcome.record === null;
  return {
    ...rest,
    object: isGone ? 'absent' : 'present',
    // A request of a window that is gone may still arrive: what it carries stays known as ours while the key is free.
    ...(outcome.kind === 'unchanged' && isGone && sent && { sent }),
    // Parts that did not become the object are freed at the end.
    ...((outcome.kind === 'unchanged' || isGone) && multipart && { multipart }),
  };
}

/** Whether nothing will resume the parts of an upload that was not needed. */
function isUnused(present: Entry, { version }: Entry, outcome: UploadOutcome): boolean {
  return (
    present.version === version && 'record' in outcome && (outcome.kind === 'unchanged' || outcome.record === null)
  );
}
