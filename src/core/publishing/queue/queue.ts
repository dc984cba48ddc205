import type { ClockPort } from '../../ports/local.js';
import type { BucketRef } from '../../ports/oss.js';
import type { Listen } from '../../signal.js';
import { type CompletionKind, type ContentDigest, type Publication, turnOf } from '../publication.js';
import type {
  EntryQuery,
  PublishStore,
  QueueRequest,
  StoreReader,
  StoreWriter,
  Tally,
  Worker,
  WriteOptions,
} from '../publishStore.js';
import {
  baseOf,
  cdnStage,
  type Entry,
  type EntryBase,
  isUnsent,
  unsentOf,
  wantsDelete,
  workStages,
} from '../queueEntry.js';
import { CommandRunner } from './commandRunner.js';
import { Completions } from './completions.js';
import { type EntryVersion, inPages, replace, rowsAtOnce } from './entryChanges.js';
import { type FolderRuns, readFolderRuns } from './folderRuns.js';

/** How long a window's claims last without an extension, in ms. After a suspend of this length other windows take over. */
const claimMs = 60_000;

/** Selects entries of the account. */
export type QueueQuery = Omit<EntryQuery, 'accountId'>;

/** The queue of one account in the shared store. A window must claim an entry before it works on it. */
export class Queue {
  readonly completions: Completions;
  /** Fires for a finished entry whose uploaded parts will never be used. */
  readonly onDidAbandonParts: Listen<Entry>;
  private readonly commandRunner: CommandRunner;
  private claimedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: PublishStore,
    private readonly clock: Pick<ClockPort, 'now'>,
    readonly accountId: string,
  ) {
    this.completions = new Completions(store, clock);
    this.commandRunner = new CommandRunner(store, this.completions, clock, accountId);
    this.onDidAbandonParts = this.commandRunner.onDidAbandonParts;
  }

  get(id: string): Entry | undefined {
    return this.store.read(({ entries }) => entries.get(this.accountId, id));
  }

  /** Returns those of these entries that still exist in the same version. */
  read(versions: readonly EntryVersion[]): readonly Entry[] {
    return this.store.read((tx) => findVersions(tx, versions));
  }

  list(query: QueueQuery): readonly Entry[] {
    return this.store.read(({ entries }) => entries.list({ ...query, accountId: this.accountId }));
  }

  has(query: QueueQuery): boolean {
    return this.store.read(({ entries }) => entries.has({ ...query, accountId: this.accountId }));
  }

  tally(): readonly Tally[] {
    return this.store.read(({ entries }) => entries.tally(this.accountId));
  }

  /** Returns the earliest retry after `now` among entries that need no user, ms since the epoch. `undefined` if there is none. */
  nextDue(now: number): number | undefined {
    return this.store.read(({ entries }) => entries.nextDue(this.accountId, workStages, now));
  }

  /** Returns whether other windows have registered claims. */
  hasOthers(): boolean {
    return this.store.read(({ workers }) => workers.list().some(({ name }) => name !== this.store.windowId));
  }

  /** Changes every entry that matches now and still exists when its page is written. `work` returns the changed entry, or `undefined` to remove it. */
  async changeFound(query: QueueQuery, work: (present: Entry) => Entry | undefined): Promise<void> {
    // Other windows would notice a write and may come here in turn.
    if (!this.has(query)) return;
    await inPages(await this.find(query), (seqs) =>
      this.store.write((tx) => {
        for (const entry of tx.entries.read(seqs)) replace(tx, entry, work(entry));
      }),
    );
  }

  /** Finds entries. Uses a write transaction, which can wait for another window that is writing, while a read cannot. */
  private find(query: QueueQuery): Promise<readonly number[]> {
    return this.store.write(({ entries }) => entries.find({ ...query, accountId: this.accountId }));
  }

  /** Writes the requests, then applies the commands. Resolves once everything is durable. */
  async accept({ publications, held, at, commands = [] }: Omit<QueueRequest, 'accountId'>): Promise<void> {
    const { accountId } = this;
    await inPages(sortByTurn(publications), (page, durable) =>
      this.store.write((tx) => this.merge(tx, { accountId, publications: page, at, held }), { durable }),
    );
    for (const command of commands) await this.commandRunner.run(command);
  }

  /**
   * Claims unclaimed entries for this window. `sending` is whether requests to OSS may be running for them. `except` returns the places to omit, computed
   * from the runs at the time of the claim, since runs may have grown since the caller looked.
   */
  async claim(
    query: QueueQuery & { readonly limit: number },
    sending: boolean,
    except: (runs: FolderRuns) => readonly number[] = () => query.exceptPlaces ?? [],
  ): Promise<readonly Entry[]> {
    const claimed: Entry[] = [];
    for (let isMore = true; isMore; ) {
      const limit = Math.min(rowsAtOnce, query.limit - claimed.length);
      const ofNow = () => ({ ...query, limit, exceptPlaces: except(readFolderRuns(this.tally())) });
      const page = await this.claimPage(ofNow, sending);
      for (const entry of page) claimed.push(entry);
      isMore = page.length === rowsAtOnce && claimed.length < query.limit;
    }
    return claimed;
  }

  private claimPage(toQuery: () => QueueQuery, sending: boolean): Promise<readonly Entry[]> {
    return this.store.write((tx) => {
      const now = this.clock.now();
      const found = tx.entries.find({ ...toQuery(), accountId: this.accountId, unclaimed: true });
      if (found.length === 0) return [];
      tx.entries.claim(found, this.store.windowId, sending);
      const claimed = tx.entries.read(found);
      if (sending) for (const bucket of bucketsOf(claimed)) tx.ledger.use(bucket, now);
      tx.workers.extend(now + claimMs);
      this.claimedUntil = now + claimMs;
      return claimed;
    });
  }

  /** Whether this window's claims have not expired, so that no other window may take them. */
  get isClaiming(): boolean {
    const now = this.clock.now();
    return now < this.claimedUntil && now >= this.claimedUntil - claimMs;
  }

  /** Returns whether this window may still send for an entry: it has the claim, and nothing newer was requested. */
  holds({ publication, version }: Entry): boolean {
    if (!this.isClaiming) return false;
    const present = this.get(publication.id);
    return present?.claim?.worker === this.store.windowId && present.version === version;
  }

  /** Extends this window's claims once a third of their time has passed. */
  async keepClaims(): Promise<void> {
    const now = this.clock.now();
    if (now < this.claimedUntil - (claimMs * 2) / 3 && now >= this.claimedUntil - claimMs) return;
    await this.store.write((tx) => tx.workers.extend(now + claimMs));
    this.claimedUntil = now + claimMs;
  }

  /** Removes this window from the list of working windows and releases all its claims. */
  async leave(): Promise<void> {
    if (this.claimedUntil === Number.NEGATIVE_INFINITY) return;
    this.claimedUntil = Number.NEGATIVE_INFINITY;
    await this.release(this.store.windowId, () => true);
  }

  /** Releases the claims of windows whose process has ended or whose claims have expired. */
  async takeOver(): Promise<void> {
    const now = this.clock.now();
    const isGone = ({ name, until, hasEnded }: Worker) => name !== this.store.windowId && (hasEnded || until <= now);
    for (const { name } of this.store.read(({ workers }) => workers.list()).filter(isGone))
      await this.release(name, (present) => present !== undefined && isGone(present));
  }

  /** Releases all claims of a window in short transactions. Stops if the window no longer satisfies `fits`. */
  private async release(window: string, fits: (present: Worker | undefined) => boolean): Promise<void> {
    const releaseSome = (tx: StoreWriter) => {
      if (!fits(tx.workers.list().find(({ name }) => name === window))) return false;
      if (tx.entries.release(window, rowsAtOnce) === rowsAtOnce) return true;
      tx.workers.remove(window);
      return false;
    };
    for (let isMore = true; isMore; ) isMore = await this.store.write(releaseSome);
  }

  /** Changes an entry in a transaction with the ledger, unless it was removed; `undefined` removes it. */
  async change(
    id: string,
    work: (present: Entry, tx: StoreWriter) => Entry | undefined,
    options?: WriteOptions,
  ): Promise<void> {
    await this.store.write((tx) => {
      const present = tx.entries.get(this.accountId, id);
      if (present) replace(tx, present, work(present, tx));
    }, options);
  }

  /** Changes those of these entries that still exist in the same version. `work` returns the changed entry, or `undefined` to remove it. */
  async changeAll(versions: readonly EntryVersion[], work: (present: Entry) => Entry | undefined): Promise<void> {
    await inPages(versions, (page) =>
      this.store.write((tx) => {
        for (const entry of findVersions(tx, page)) replace(tx, entry, work(entry));
      }),
    );
  }

  /** Removes finished entries from the queue and notifies the windows that requested them. */
  async finish(versions: readonly EntryVersion[], as: CompletionKind): Promise<void> {
    await inPages(versions, async (page) => {
      const ended = await this.store.write((tx) => {
        const present = findVersions(tx, page);
        for (const entry of present) this.end(tx, entry, as);
        return present;
      });
      for (const entry of ended) if (entry.multipart) this.commandRunner.abandonParts(entry);
      this.completions.notify(ended, as);
    });
  }

  /** Removes a finished entry within a transaction. The caller must call `completions.notify` after the commit. */
  end(tx: StoreWriter, entry: Entry, as: CompletionKind): void {
    tx.entries.remove(this.accountId, entry.publication.id);
    this.completions.add(tx, entry, as);
  }

  /** Makes this window the requester of the entries that earlier windows left in these workspace folders. `then` receives the entries page by page. */
  async adopt(
    query: Pick<EntryQuery, 'workspaceRoots' | 'withUrls'>,
    then: (page: readonly Entry[]) => Promise<void>,
  ): Promise<void> {
    await inPages(await this.find(query), async (seqs) => {
      const page = await this.store.write((tx) => {
        tx.entries.adopt(seqs, this.store.windowId);
        return tx.entries.read(seqs);
      });
      await then(page);
    });
  }

  /** Imports requests that windows of an older version set aside, for every account. */
  takeAside(): Promise<void> {
    return this.store.takeAside((tx, request) => this.merge(tx, request));
  }

  private merge(tx: StoreWriter, { accountId, publications, at, held }: QueueRequest): void {
    const ids = publications.map(({ id }) => id);
    const merged = new Map(tx.entries.getAll(accountId, ids));
    const arrival = { at, now: this.clock.now(), held, requester: this.store.windowId };
    let version = tx.entries.nextVersion(publications.length);
    for (const publication of publications) {
      const { id } = publication;
      merged.set(id, mergeRequest(merged.get(id), publication, { ...arrival, version: version++ }));
    }
    tx.entries.putAll([...merged.values()]);
  }
}

/** Returns those of these entries that still exist in the same version. */
function findVersions({ entries }: StoreReader, versions: readonly EntryVersion[]): readonly Entry[] {
  const wanted = new Map(versions.map(({ seq, version }) => [seq, version]));
  return entries.read([...wanted.keys()]).filter(({ seq = 0, version }) => wanted.get(seq) === version);
}

/** Sorts by turn, since another window may claim one transaction's entries before the next. Requests for one object keep their order. */
function sortByTurn(publications: readonly Publication[]): readonly Publication[] {
  const turns = new Map(publications.map((publication) => [publication.id, turnOf(publication)]));
  const turnIn = ({ id }: Publication) => turns.get(id) ?? 0;
  return publications.toSorted((left, right) => turnIn(left) - turnIn(right));
}

/** Returns the buckets of these entries, each once. */
function bucketsOf(entries: readonly Entry[]): Iterable<BucketRef> {
  return new Map(entries.map(({ publication: { bucket } }) => [`${bucket.region}/${bucket.name}`, bucket])).values();
}

/** The known facts about a request at the moment of writing it to the queue. */
interface RequestArrival extends Pick<QueueRequest, 'at' | 'held'> {
  readonly version: number;
  /** The current time, ms since the epoch. */
  readonly now: number;
  /** The window that made the request. */
  readonly requester: string;
}

/** Returns the queue entry for a new request, which takes over what is known from the existing entry of the same object. */
export function mergeRequest(present: Entry | undefined, given: Publication, arrival: RequestArrival): Entry {
  const { version, at: madeAt, now, held, requester } = arrival;
  // A late write has the mapping of its request time. A future time comes from a clock that was set back.
  const newest = present && present.at > madeAt && present.at <= now ? present : undefined;
  const request = newest ? withRulesOf(newest.publication, given) : given;
  const at = newest?.at ?? madeAt;
  // An unsent file of a run stays in the run, whichever request replaces it: deletes wait for all of them.
  const unsent = present && isUnsent(present) ? present.publication : undefined;
  const publication = withBases(unsent?.batch === undefined ? request : { batch: unsent.batch, ...request }, unsent);
  if (publication.act === 'refresh' && !held) return mergeRefresh(present, { publication, version, at, requester });
  // A later request that was written earlier wins. The file is still checked again, since a clock may have been set back.
  if (present?.stage === 'send' && present.at > madeAt && publication.act !== 'refresh') {
    const mayDelete = wantsDelete(present) || publication.act === 'delete' || undefined;
    return { ...present, publication: withBases(present.publication, given), version, requester, mayDelete };
  }
  const { approved } = publication;
  const kept = { ...carriedBy(present), ...(present && unsentOf(present)) };
  const entry = { ...kept, publication, version, at, requester, approved };
  return held ? { ...entry, stage: 'held' } : { ...entry, stage: 'send', attempts: 0 };
}

/** Returns the queue entry for a request that only refreshes. An upload that is still waiting stays in place, since it ends with a refresh anyway. */
function mergeRefresh(
  present: Entry | undefined,
  request: Pick<EntryBase, 'publication' | 'version' | 'at' | 'requester'>,
): Entry {
  const { version, at, requester } = request;
  if (present?.stage === 'send') return { ...present, version, at, requester, attempts: 0, owesRefresh: true };
  if (present && isUnsent(present) && !isLoneFailure(present)) return { ...present, version, owesRefresh: true };
  const stage = cdnStage(request.publication);
  return { ...carriedBy(present), ...request, stage, attempts: 0, owesRefresh: stage === 'refresh' };
}

/** Returns what a new request takes over from the entry that it replaces. */
function carriedBy(present: Entry | undefined): Omit<EntryBase, 'publication' | 'version' | 'at'> {
  return present ? { ...baseOf(present), mayDelete: wantsDelete(present) || undefined } : { owesRefresh: false };
}

/** Returns whether an entry is a failed upload outside of runs. Saving the file again ends such a failure, even if saves are uploaded by another program. */
function isLoneFailure({ stage, publication }: Entry): boolean {
  return stage === 'failed' && publication.batch === undefined;
}

/** The most earlier contents (`bases`) that are kept. Several pulls while nothing can be sent would otherwise add up. */
const mostBases = 4;

/** Returns a request with the earlier contents (`bases`) of another request for the same object added. */
function withBases(request: Publication, { bases = [] }: Pick<Publication, 'bases'> = {}): Publication {
  if (bases.length === 0) return request;
  const nameOf = ({ size, md5 }: ContentDigest) => `${size} ${md5}`;
  const all = new Map([...bases, ...(request.bases ?? [])].map((base) => [nameOf(base), base]));
  return { ...request, bases: [...all.values()].slice(-mostBases) };
}

/** Returns a request with the mapping's rules and the facts about the file taken from a later request for the same object. */
function withRulesOf(later: Publication, request: Publication): Publication {
  const { bucket, domains, headers, variants, prefetch, seen } = later;
  const { headers: _headers, variants: _variants, prefetch: _prefetch, seen: _seen, ...rest } = request;
  const rules = { ...(headers && { headers }), ...(variants && { variants }), ...(prefetch && { prefetch }) };
  return { ...rest, bucket, domains, ...rules, ...(seen && { seen }) };
}
