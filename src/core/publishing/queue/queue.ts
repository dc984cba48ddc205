import type { ClockPort } from '../../ports/local.js';
import type { Listen } from '../../signal.js';
import type { CompletionKind, Publication } from '../publication.js';
import type { EntryQuery, PublishStore, StoreWriter, Tally } from '../publishStore.js';
import { type Entry, mergeRequest } from '../queueEntry.js';
import { CommandRunner } from './commandRunner.js';
import { Completions } from './completions.js';
import { bucketsOf, type EntryVersion, findVersions, replace, versionOf } from './entryChanges.js';
import type { UserCommand } from './userCommands.js';

/** Rows of one transaction: it holds the extension host for a few milliseconds. */
const rowsAtOnce = 250;
/** How long the claims of a window hold, ms: after a suspend of this length others take over. */
const claimMs = 60_000;

/** Publish requests as one window makes them at one time, then commands of the user. */
export interface QueueRequest {
  readonly publications: readonly Publication[];
  /** The publications wait for the user. */
  readonly held: boolean;
  /** When they were requested, ms since the epoch. */
  readonly at: number;
  readonly commands?: readonly UserCommand[];
}

type Query = Omit<EntryQuery, 'accountId'>;

/** The entries of one account in the store, which all windows share: a window claims what it works on. */
export class Queue {
  readonly completions: Completions;
  /** Fires for an entry that has ended while it had an upload in parts that nothing will resume. */
  readonly onDidAbandonParts: Listen<Entry>;
  private readonly commandRunner: CommandRunner;
  private claimedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: PublishStore,
    private readonly clock: Pick<ClockPort, 'now'>,
    readonly accountId: string,
  ) {
    this.completions = new Completions(store, clock);
    this.commandRunner = new CommandRunner(store, this.completions, accountId);
    this.onDidAbandonParts = this.commandRunner.onDidAbandonParts;
  }

  get(id: string): Entry | undefined {
    return this.store.read(({ entries }) => entries.get(this.accountId, id));
  }

  peek(id: string): Pick<Entry, 'version' | 'stage' | 'worker'> | undefined {
    return this.store.read(({ entries }) => entries.peek(this.accountId, id));
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

  /** The earliest retry after `now` of what does not need the user, ms since the epoch. */
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

  /** Resolves once the requests and commands are on disk, whatever happens to the computer. */
  async accept({ publications, held, at, commands = [] }: QueueRequest): Promise<void> {
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
    for (const order of commands) await this.commandRunner.run(order);
  }

  /** Claims entries that no window works on; `sending` while a request to OSS may be under way for them. */
  async claim(query: Query, sending: boolean): Promise<readonly Entry[]> {
    const claimed: Entry[] = [];
    for (let isMore = true; isMore; ) {
      const limit = Math.min(rowsAtOnce, query.limit - claimed.length);
      const page = await this.claimPage({ ...query, limit }, sending);
      for (const entry of page) claimed.push(entry);
      isMore = page.length === rowsAtOnce && claimed.length < query.limit;
    }
    return claimed;
  }

  private claimPage(query: Query, sending: boolean): Promise<readonly Entry[]> {
    return this.store.write((tx) => {
      const now = this.clock.now();
      const found = tx.entries.list({ ...query, accountId: this.accountId, unclaimed: true });
      if (found.length === 0) return [];
      const claimed = found.map(
        (entry) => ({ ...entry, worker: this.store.windowId, ...(sending && { sending }) }) as Entry,
      );
      for (const entry of claimed) tx.entries.put(entry);
      if (sending) for (const bucket of bucketsOf(claimed)) tx.ledger.begin(bucket, now);
      tx.workers.extend(now + claimMs);
      this.claimedUntil = now + claimMs;
      return claimed;
    });
  }

  /** Whether no other window may take this one's claims yet. */
  get isClaiming(): boolean {
    const now = this.clock.now();
    return now < this.claimedUntil && now >= this.claimedUntil - claimMs;
  }

  /** Whether this window may still send for an entry that it has claimed. */
  holds({ publication, version }: Entry): boolean {
    if (!this.isClaiming) return false;
    const present = this.peek(publication.id);
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

  /** Frees what windows have claimed that are gone, or whose claims have expired. */
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
      const page = await this.store.write((tx) => {
        const present = findVersions(tx, this.accountId, some);
        for (const entry of present) replace(tx, entry, work(entry));
        return present;
      });
      changed.push(...page);
    }
    return changed;
  }

  /** Completes entries and notifies the windows that requested them. */
  async finish(versions: readonly EntryVersion[], as: CompletionKind): Promise<void> {
    for (let start = 0; start < versions.length; start += rowsAtOnce) {
      const some = versions.slice(start, start + rowsAtOnce);
      const ended = await this.store.write((tx) => {
        const present = findVersions(tx, this.accountId, some);
        for (const entry of present) this.end(tx, entry, as);
        return present;
      });
      for (const entry of ended) if (entry.multipart) this.commandRunner.abandonParts(entry);
      this.completions.notify(ended, as);
    }
  }

  /** Removes an entry that has ended; call `completions.notify` once that is committed. */
  end(tx: StoreWriter, entry: Entry, as: CompletionKind): void {
    tx.entries.remove(this.accountId, entry.publication.id);
    this.completions.add(tx, entry, as);
  }

  /** Makes this window the one that is notified of entries of these workspace folders, which windows that are gone have requested. */
  async adopt(query: Pick<EntryQuery, 'workspaceRoots' | 'withUrls'>): Promise<void> {
    const requester = this.store.windowId;
    for await (const page of this.pages(query)) {
      const others = page.filter((entry) => entry.requester !== requester);
      await this.changeAll(others.map(versionOf), (present) => ({ ...present, requester }));
    }
  }

  private merge(tx: StoreWriter, publication: Publication, { at, held }: Pick<QueueRequest, 'at' | 'held'>): void {
    const present = tx.entries.get(this.accountId, publication.id);
    const requester = this.store.windowId;
    const arrival = { version: tx.entries.nextVersion(), at, now: this.clock.now(), held, requester };
    tx.entries.put(mergeRequest(present, publication, arrival));
  }
}
