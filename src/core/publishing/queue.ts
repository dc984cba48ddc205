import type { ClockPort } from '../ports/local.js';
import { type Listen, Signal } from '../signal.js';
import { type Entry, mergeRequest } from './entry.js';
import { abandon, abandonedBatch, applyOrder, isDropped, type Order, queryOf } from './orders.js';
import type { EndedAs, Publication } from './publication.js';
import type { Completion, EntryQuery, PublishStore, StoreWriter, Tally } from './publishStore.js';

/** Rows of one transaction: it holds the extension host for a few milliseconds. */
const rowsAtOnce = 250;
/** How long the claims of a window hold, ms: after a suspend of this length others take over. */
const claimMs = 60_000;
/** Completions that nobody fetched are of a window that is gone, ms. */
const completionMs = 10 * 60_000;

/** Publish requests as one window makes them at one time, then decisions of the user. */
export interface QueueRequest {
  readonly publications: readonly Publication[];
  /** The publications wait for the user. */
  readonly held: boolean;
  /** When they were requested, ms since the epoch. */
  readonly at: number;
  readonly orders?: readonly Order[];
}

/** Names an entry as it was at a time. */
export interface EntryVersion {
  readonly id: string;
  readonly version: number;
}

/** Names the present version of an entry. */
export function versionOf({ publication: { id }, version }: Entry): EntryVersion {
  return { id, version };
}

type Query = Omit<EntryQuery, 'accountId'>;

/** The entries of one account in the store, which all windows share: a window claims what it works on. */
export class Queue {
  private readonly finished = new Signal<Completion>();
  private readonly abandoned = new Signal<Entry>();
  private claimedUntil = Number.NEGATIVE_INFINITY;
  /** Fires when a request of this window has ended, whichever window did the work. */
  readonly onDidFinish: Listen<Completion> = this.finished.event;
  /** Fires for an entry that the user has ended while it had an upload in parts. */
  readonly onDidAbandonParts: Listen<Entry> = this.abandoned.event;

  constructor(
    private readonly store: PublishStore,
    private readonly clock: Pick<ClockPort, 'now'>,
    readonly accountId: string,
  ) {}

  get(id: string): Entry | undefined {
    return this.store.read(({ entries }) => entries.get(this.accountId, id));
  }

  list(query: Query): readonly Entry[] {
    return this.store.read(({ entries }) => entries.list({ ...query, accountId: this.accountId }));
  }

  has(query: Omit<Query, 'limit'>): boolean {
    return this.store.read(({ entries }) => entries.has({ ...query, accountId: this.accountId }));
  }

  tally(): readonly Tally[] {
    return this.store.read(({ entries }) => entries.tally(this.accountId));
  }

  /** The earliest retry after `now` of what needs nobody, ms since the epoch. */
  nextDue(now: number): number | undefined {
    const stages = ['send', 'refresh', 'task', 'prefetch'] as const;
    return this.store.read(({ entries }) => entries.nextDue(this.accountId, stages, now));
  }

  /** Whether other windows hold claims. */
  hasOthers(): boolean {
    return this.store.read(({ workers }) => workers.list().some(({ name }) => name !== this.store.windowId));
  }

  /** Every entry that fits, page by page. */
  async *pages(query: Omit<Query, 'limit' | 'after'>): AsyncGenerator<readonly Entry[]> {
    for (let after = 0; ; ) {
      const page = this.list({ ...query, after, limit: rowsAtOnce });
      if (page.length === 0) return;
      yield page;
      after = page.at(-1)?.seq ?? 0;
    }
  }

  /** Resolves once the requests and orders are on disk, whatever happens to the computer. */
  async accept({ publications, held, at, orders = [] }: QueueRequest): Promise<void> {
    for (let start = 0; start < publications.length; start += rowsAtOnce) {
      const some = publications.slice(start, start + rowsAtOnce);
      // What is durable at last makes all of it durable.
      const durable = start + rowsAtOnce >= publications.length;
      await this.store.write(
        (tx) => {
          for (const publication of some) this.merge(tx, publication, { at, held });
        },
        { durable },
      );
    }
    for (const order of orders) await this.apply(order);
  }

  /** Claims entries that no window works on; `sending` while a request to OSS may be under way for them. */
  claim(query: Query, sending: boolean): Promise<readonly Entry[]> {
    const { windowId } = this.store;
    return this.store.write((tx) => {
      const now = this.clock.now();
      const found = tx.entries.list({ ...query, accountId: this.accountId, unclaimed: true });
      if (found.length === 0) return [];
      const claimed = found.map((entry) => ({ ...entry, worker: windowId, ...(sending && { sending }) }) as Entry);
      for (const entry of claimed) tx.entries.put(entry);
      if (sending) for (const bucket of bucketsOf(claimed)) tx.ledger.begin(bucket, now);
      tx.workers.extend(now + claimMs);
      this.claimedUntil = now + claimMs;
      return claimed;
    });
  }

  /** Whether this window may still send for an entry that it has claimed. */
  holds({ publication, version }: Entry): boolean {
    const now = this.clock.now();
    if (now >= this.claimedUntil || now < this.claimedUntil - claimMs) return false;
    const present = this.get(publication.id);
    return present?.worker === this.store.windowId && present.version === version;
  }

  /** Extends this window's claims once a third of their time is over. */
  async keepClaims(): Promise<void> {
    const now = this.clock.now();
    if (now < this.claimedUntil - (claimMs * 2) / 3 && now >= this.claimedUntil - claimMs) return;
    await this.store.write((tx) => tx.workers.extend(now + claimMs));
    this.claimedUntil = now + claimMs;
  }

  /** Leaves the windows that work: nothing is claimed by this one. */
  async leave(): Promise<void> {
    if (this.claimedUntil === Number.NEGATIVE_INFINITY) return;
    this.claimedUntil = Number.NEGATIVE_INFINITY;
    await this.store.write((tx) => {
      tx.entries.release(this.store.windowId);
      tx.workers.remove(this.store.windowId);
    });
  }

  /** Frees what windows have claimed that are gone, or that have not been heard of for too long. */
  async takeOver(): Promise<void> {
    const now = this.clock.now();
    const isGone = ({ name, until, hasEnded }: { name: string; until: number; hasEnded: boolean }) =>
      name !== this.store.windowId && (hasEnded || until <= now);
    if (!this.store.read(({ workers }) => workers.list().some(isGone))) return;
    await this.store.write((tx) => {
      for (const worker of tx.workers.list().filter(isGone)) {
        tx.entries.release(worker.name);
        tx.workers.remove(worker.name);
      }
    });
  }

  /** Changes an entry in a transaction with the ledger, unless it was removed; `undefined` removes it. */
  async change(id: string, work: (present: Entry, tx: StoreWriter) => Entry | undefined): Promise<void> {
    await this.store.write((tx) => {
      const present = tx.entries.get(this.accountId, id);
      if (present) replace(tx, present, work(present, tx));
    });
  }

  /** The same for many entries, each only while it is still the given version; answers them as they were before. */
  async changeAll(
    versions: readonly EntryVersion[],
    work: (present: Entry) => Entry | undefined,
  ): Promise<readonly Entry[]> {
    const changed: Entry[] = [];
    for (let start = 0; start < versions.length; start += rowsAtOnce) {
      const some = versions.slice(start, start + rowsAtOnce);
      const found = await this.store.write((tx) => {
        const present = some.flatMap(({ id, version }) => {
          const entry = tx.entries.get(this.accountId, id);
          return entry?.version === version ? [entry] : [];
        });
        for (const entry of present) replace(tx, entry, work(entry));
        return present;
      });
      changed.push(...found);
    }
    return changed;
  }

  /** Ends entries well; the windows that requested them are told. */
  async finish(versions: readonly EntryVersion[], as: EndedAs): Promise<void> {
    await this.tell(await this.changeAll(versions, () => undefined), as);
  }

  /** Tells the windows that requested these entries how they ended. */
  async tell(entries: readonly Entry[], as: EndedAs): Promise<void> {
    const at = this.clock.now();
    const others: Entry[] = [];
    for (const entry of entries) {
      const { publication, version, requester } = entry;
      if (requester === undefined || requester === this.store.windowId)
        this.finished.fire({ publication, as, version, at });
      else others.push(entry);
    }
    if (others.length === 0) return;
    await this.store.write((tx) => {
      tx.completions.prune(at - completionMs);
      for (const { publication, version, requester = '' } of others)
        tx.completions.add(requester, { publication, as, version, at });
    });
  }

  /** Fires for what other windows have completed for this one. */
  async fetchCompletions(): Promise<void> {
    const { windowId } = this.store;
    const found = this.store.read(({ completions }) => completions.list(windowId));
    const last = found.at(-1);
    if (!last) return;
    await this.store.write((tx) => tx.completions.remove(windowId, last.seq));
    for (const completion of found) this.finished.fire(completion);
  }

  private merge(tx: StoreWriter, publication: Publication, { at, held }: Pick<QueueRequest, 'at' | 'held'>): void {
    const present = tx.entries.get(this.accountId, publication.id);
    const requester = this.store.windowId;
    const arrival = { version: tx.entries.nextVersion(), at, now: this.clock.now(), held, requester };
    tx.entries.put(mergeRequest(present, publication, arrival));
  }

  private async apply(order: Order): Promise<void> {
    const query = queryOf(order, this.accountId);
    const work = (entry: Entry, version: number) => applyOrder(entry, order, version);
    const changes = order.ids ? await this.changeListed(order.ids, work) : await this.changeFound(query, work);
    const batches = new Set(changes.flatMap(({ before, after }) => abandonedBatch(before, after) ?? []));
    const deletes: EntryChange[] = [];
    for (const batch of batches)
      for (const change of await this.changeFound({ accountId: this.accountId, batch, acts: ['delete'] }, abandon))
        deletes.push(change);
    for (const { before, after } of changes) if (before.multipart && !after) this.abandoned.fire(before);
    const dropped = [...changes, ...deletes].filter(({ before, after }) => isDropped(before, after));
    await this.tell(
      dropped.map(({ before }) => before),
      'dropped',
    );
  }

  private async changeListed(ids: readonly string[], work: Change): Promise<readonly EntryChange[]> {
    const changes: EntryChange[] = [];
    for (let start = 0; start < ids.length; start += rowsAtOnce) {
      const some = ids.slice(start, start + rowsAtOnce);
      const find = (tx: StoreWriter) => some.flatMap((id) => tx.entries.get(this.accountId, id) ?? []);
      changes.push(...(await this.store.write((tx) => changeIn(tx, find(tx), work), { durable: true })));
    }
    return changes;
  }

  private async changeFound(query: Omit<EntryQuery, 'limit'>, work: Change): Promise<readonly EntryChange[]> {
    const changes: EntryChange[] = [];
    for (let after: number | undefined = 0; after !== undefined; ) {
      const from: number = after;
      const page = await this.store.write(
        (tx) => {
          const found = tx.entries.list({ ...query, after: from, limit: rowsAtOnce });
          return { last: found.at(-1)?.seq, changes: changeIn(tx, found, work) };
        },
        { durable: true },
      );
      for (const change of page.changes) changes.push(change);
      after = page.last;
    }
    return changes;
  }
}

type Change = (entry: Entry, version: number) => Entry | undefined;

interface EntryChange {
  readonly before: Entry;
  readonly after: Entry | undefined;
}

function changeIn(tx: StoreWriter, entries: readonly Entry[], work: Change): readonly EntryChange[] {
  return entries.flatMap((before) => {
    const after = work(before, tx.entries.nextVersion());
    if (after === before) return [];
    replace(tx, before, after);
    return [{ before, after }];
  });
}

function replace(tx: StoreWriter, before: Entry, after: Entry | undefined): void {
  if (after) tx.entries.put(after);
  else tx.entries.remove(before.publication.accountId, before.publication.id);
}

function bucketsOf(entries: readonly Entry[]) {
  return new Map(entries.map(({ publication: { bucket } }) => [`${bucket.region}/${bucket.name}`, bucket])).values();
}
