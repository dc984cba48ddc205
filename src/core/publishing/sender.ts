import { AppError, toAppError } from '../errors.js';
import type { CloudPorts } from '../ports/cloud.js';
import { findUnsentBatches, isBlockedDelete } from './batches.js';
import type { Bench } from './bench.js';
import { toContentType } from './contentType.js';
import { type Entry, moveEntry } from './entry.js';
import type { Book } from './ledger.js';
import { createGate } from './limit.js';
import { dueAt } from './retryPolicy.js';
import { sendEntry } from './sendFile.js';
import type { SendOutcome, SendTools } from './sending.js';

/** So many are on their way at a time, most of them waiting for their place, so that their notes on disk are one write. */
const concurrent = 64;
const concurrentLooks = 12;
const concurrentUploads = 6;

/** Brings the bucket in line with the disk, several objects at a time, never the same one twice at once. */
export class Sender {
  private readonly flights = new Map<string, { readonly turn: number; readonly control: AbortController }>();
  private readonly gate = createGate(concurrentUploads);
  private readonly look = createGate(concurrentLooks);
  /** When something last became ready to be refreshed, ms since the epoch. */
  lastSentAt = 0;

  constructor(private readonly bench: Bench) {}

  get isBusy(): boolean {
    return this.flights.size > 0;
  }

  /** Whether something is on its way to the bucket, or could be at once. */
  isSending(entries: readonly Entry[]): boolean {
    if (this.isBusy) return true;
    const now = this.bench.deps.clock.now();
    const unsent = findUnsentBatches(entries);
    return entries.some(
      (entry) => entry.stage === 'send' && dueAt(entry, now) <= now && !isBlockedDelete(entry, unsent),
    );
  }

  /** Starts what may be started now. */
  start(): void {
    const { queue, deps } = this.bench;
    if (this.bench.isBlocked()) return;
    const now = deps.clock.now();
    const unsent = findUnsentBatches(queue.values());
    for (const entry of queue.values()) {
      if (this.flights.size >= concurrent) return;
      const { id } = entry.publication;
      if (entry.stage !== 'send' || dueAt(entry, now) > now || this.flights.has(id)) continue;
      // A page must not lose a file before the page that no longer needs it is there.
      if (isBlockedDelete(entry, unsent)) continue;
      void this.send(entry);
    }
  }

  /** Ends what is no longer wished for by the order of the person. */
  stopStale(): void {
    for (const [id, { turn, control }] of this.flights) {
      const entry = this.bench.queue.get(id);
      if (entry && entry.turn !== turn && entry.stage !== 'send') control.abort();
    }
  }

  /** Ends everything: the right to work is gone. */
  stop(): void {
    for (const { control } of this.flights.values()) control.abort();
  }

  private async send(entry: Entry): Promise<void> {
    const { publication, turn } = entry;
    const control = new AbortController();
    this.flights.set(publication.id, { turn, control });
    try {
      const signal = AbortSignal.any([control.signal, this.bench.signal]);
      const tools = await this.toTools(entry, signal);
      this.take(entry, await sendEntry(entry, tools), tools.book);
      this.bench.unblock();
    } catch (error) {
      this.bench.fail(entry, toAppError(error));
    }
    this.flights.delete(publication.id);
    this.bench.wake();
  }

  private async toTools(entry: Entry, signal: AbortSignal): Promise<SendTools> {
    const { deps, queue, ledger, accountId } = this.bench;
    const { id, bucket, key } = entry.publication;
    const cloud = await cloudOf(deps.session, accountId);
    const book = await ledger.open(bucket);
    if (entry.record !== undefined) book.set(key, entry.record ?? undefined);
    const note = async (change: (present: Entry) => Entry) => {
      queue.patch(id, change);
      await queue.persist();
    };
    return {
      cloud,
      files: deps.files,
      book,
      now: deps.clock.now,
      toContentType,
      isCurrent: () => queue.get(id)?.turn === entry.turn,
      intend: (sent) => note((present) => ({ ...present, owesRefresh: true, ...(sent && { sent }) })),
      keep: (multipart) => note((present) => ({ ...present, multipart })),
      gate: this.gate,
      look: this.look,
      signal,
    };
  }

  private take(entry: Entry, outcome: SendOutcome, book: Book): void {
    const { queue, deps } = this.bench;
    const { id } = entry.publication;
    if (outcome.kind === 'superseded') return;
    const isCurrent = queue.get(id)?.turn === entry.turn;
    if (outcome.kind === 'held') {
      if (isCurrent) queue.patch(id, (present) => moveEntry(present, 'held'));
      return;
    }
    if (outcome.kind === 'conflict') {
      if (isCurrent) queue.patch(id, (present) => moveEntry(present, 'conflict', { remote: outcome.remote }));
      return;
    }
    const { record } = outcome;
    book.set(entry.publication.key, record ?? undefined);
    // A request of a window that is gone may still arrive: what it carries stays known as ours while the key is free.
    const isFree = outcome.kind === 'unchanged' && record === null;
    queue.patch(id, ({ sent, multipart, approved, ...present }) => ({
      ...present,
      record,
      ...(isFree && sent && { sent }),
      // Parts that did not become the object are freed at the end.
      ...((outcome.kind === 'unchanged' || record === null) && multipart && { multipart }),
      ...(!isCurrent && approved !== undefined && { approved }),
    }));
    if (!isCurrent) return;
    const now = queue.get(id);
    if (now?.owesRefresh) queue.patch(id, (present) => moveEntry(present, 'refresh'));
    else if (now?.taskIds) queue.patch(id, (present) => moveEntry(present, 'task'));
    else this.bench.finish(entry, 'unchanged');
    this.lastSentAt = deps.clock.now();
  }
}

/** The cloud of the signed-in account; throws `notSignedIn` unless it is the account that was consented to. */
export async function cloudOf(session: Bench['deps']['session'], accountId: string): Promise<CloudPorts> {
  if (session.account?.id !== accountId) throw new AppError('notSignedIn');
  return session.cloud();
}
