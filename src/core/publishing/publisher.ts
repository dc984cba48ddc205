import type { QueuedKind } from '../cdn/callLimits.js';
import type { QuotaView } from '../cdn/quota.js';
import type { BucketRef } from '../ports/oss.js';
import { type Disposable, type Listen, Signal } from '../signal.js';
import type { Engine } from './engine/engine.js';
import type { EngineDeps } from './engine/engineContext.js';
import { FreshStatus } from './freshStatus.js';
import type { Publication, PublishState } from './publication.js';
import { listKeys } from './publishedKeys.js';
import type { Completion, EntryQuery, PublishStore, StorePort, Tally } from './publishStore.js';
import { OpenRequests } from './queue/openRequests.js';
import { countByStage, countOf, isParked, isUnderWay, readShown, toState, toWorst } from './queue/publishState.js';
import type { QueueRequest } from './queue/queue.js';
import { RequestWriter } from './queue/requestWriter.js';
import type { UserCommand } from './queue/userCommands.js';
import type { Entry, Stage } from './queueEntry.js';

/** The most entries listed at once. */
const maxListed = 200;
/** The most failures and waiting files of a run that are listed; more are only counted. */
const maxListedOfRun = 10_000;

/** The dependencies of a publisher. Its engine is loaded with the first request. */
export interface PublisherDeps extends EngineDeps {
  readonly store: StorePort;
  loadEngine(): Promise<new (deps: EngineDeps, store: PublishStore, accountId: string) => Engine>;
  /** The workspace folders of this window, absolute; by default every entry belongs to it. All windows share the store. */
  roots?(): readonly string[];
  /** Returns whether the user has paused publishing. */
  isPaused?(): boolean;
  /** Adds the user's permissions for a file to a request. */
  withAllowed?(publication: Publication): Publication;
  /** Called on the open store before requests are written to it. Rejects as the store does. */
  beforeRequests?(store: PublishStore): Promise<void>;
}

/** A query for listed entries. */
export type ListQuery = Omit<EntryQuery, 'accountId' | 'workspaceRoots' | 'withUrls'>;

/** Publishes files of one window, from a save to fresh content at the edge. All windows share the store. */
export class Publisher implements Disposable {
  private readonly changed = new Signal<void>();
  private readonly finished = new Signal<Completion>();
  private readonly end = new AbortController();
  private readonly engines = new Map<string, Engine>();
  private readonly open = new OpenRequests();
  private readonly subscriptions: Disposable[] = [];
  private readonly requests: RequestWriter;
  private readonly fresh: FreshStatus;

  readonly onDidChange: Listen<void> = this.changed.event;
  /** Fires when a publication ends. */
  readonly onDidFinish: Listen<Completion> = this.finished.event;

  constructor(private readonly deps: PublisherDeps) {
    const { clock, random } = deps;
    const { signal } = this.end;
    const onDidChange = () => this.changed.fire();
    this.fresh = new FreshStatus(clock, signal, onDidChange);
    const open = (accountId: string) => this.openEngine(accountId);
    const setAside = (accountId: string, { publications, held, at }: QueueRequest) =>
      this.deps.store.setAside({ accountId, publications, held, at });
    this.requests = new RequestWriter({ clock, random, signal, onDidChange, open, setAside });
  }

  /** The most severe state of this window's own files: of the signed-in account, else of the others. */
  get state(): PublishState {
    const { id: own = '' } = this.deps.session.account ?? {};
    const ids = new Set([...this.engines.keys(), ...this.requests.accounts]);
    const others = () => [...ids].filter((id) => id !== own).map((id) => this.stateOf(id));
    const ownState = this.stateOf(own);
    const state = ownState.kind === 'idle' ? (toWorst(others()) ?? ownState) : ownState;
    // Files held by a pause, or until the next day, are less important than those in progress.
    const isRest = isParked(state) || (state.kind === 'waiting' && this.isPaused && state.reason === 'held');
    if (state.kind !== 'idle' && !isRest) return state;
    return this.fresh.state ?? state;
  }

  /** A newer version of this extension has changed the store: requests are set aside until the window is reloaded. */
  get needsReload(): boolean {
    return this.requests.needsReload || [...this.engines.values()].some(({ block }) => block?.kind === 'storeNewer');
  }

  /** Lists entries of the signed-in account in this window's folders, in request order. */
  list(query: ListQuery = {}): readonly Entry[] {
    return this.read(this.current, [], (engine) =>
      engine.queue.list({ limit: maxListed, ...query, ...this.windowScope() }),
    );
  }

  /** Counts entries of the signed-in account in this window's folders. */
  count(): ReturnType<typeof countByStage> {
    return countByStage(this.tallyInScope(this.current));
  }

  /** Counts all entries of the signed-in account. */
  countAll(): number {
    return countOf(this.read(this.current, [], ({ queue }) => queue.tally()));
  }

  /** Counts its entries in other workspaces. */
  countElsewhere(): number {
    return this.countAll() - countOf(this.tallyInScope(this.current));
  }

  /** Stops all work after every entry was removed from the store. */
  forget(): void {
    this.open.clear();
    for (const engine of this.engines.values()) engine.stopOutdated();
    this.changed.fire();
  }

  /** The remaining entries of an account's run, even if another account is signed in. */
  listRun(
    accountId: string,
    batch: string,
  ): { readonly tally: readonly Tally[]; failed(): readonly Entry[]; waiting(): readonly Entry[] } {
    const engine = this.engines.get(accountId);
    const list = (stages: readonly Stage[]) =>
      this.read(engine, [], ({ queue }) => queue.list({ batch, stages, limit: maxListedOfRun }));
    const tally = this.read(engine, [], ({ queue }) => queue.tally().filter((row) => row.batch === batch));
    return { tally, failed: () => list(['failed']), waiting: () => list(['send', 'conflict', 'held']) };
  }

  /** Lists keys under a prefix that the signed-in account has published or is about to publish. */
  async listKeys(bucket: BucketRef, prefix: string): Promise<readonly string[]> {
    return listKeys(await this.deps.store.open(), this.deps.session.account?.id, bucket, prefix);
  }

  /** The known quota of the day; `undefined` before CDN was asked. */
  get quota(): QuotaView | undefined {
    return this.current?.quotaView;
  }

  /** Reads the signed-in account's quota if it is not known yet. */
  async readQuota(): Promise<void> {
    await (await this.openOwnEngine())?.readQuota();
  }

  /** Reads in advance what uploads to a bucket need, such as while a plan is made. Rejects if the store does. */
  async prepareBucket(bucket: BucketRef): Promise<void> {
    await (await this.openOwnEngine())?.prepareBucket(bucket);
  }

  /** Records that the signed-in account's quota is used up, as CDN has just answered elsewhere. */
  async exhaustQuota(kind: QueuedKind): Promise<void> {
    (await this.openOwnEngine())?.quota.exhaust(kind);
  }

  /** Publishes files as they are in their turn. Resolves once the requests are on disk; `held` ones wait for the user. */
  async enqueue(given: readonly Publication[], held = false): Promise<void> {
    if (this.end.signal.aborted || given.length === 0) return;
    const publications = given.map((each) => this.deps.withAllowed?.(each) ?? each);
    this.fresh.clear();
    const context = { held, at: this.deps.clock.now() };
    this.open.add(publications, context);
    const accounts = new Set(publications.map(({ accountId }) => accountId));
    await Promise.all(
      [...accounts].map((accountId) => {
        const own = accounts.size === 1 ? publications : publications.filter((each) => each.accountId === accountId);
        return this.send(accountId, { publications: own, ...context });
      }),
    );
  }

  /** Returns whether a request belongs to this window's folders, or is for a URL, which belongs to none. */
  isHere({ workspaceRoot, request }: Publication): boolean {
    return this.isInScope({ workspaceRoot, isUrl: request !== undefined });
  }

  /** Executes a user command, by default for the signed-in account; resolves once it is on disk. */
  async execute(command: UserCommand, accountId = this.deps.session.account?.id): Promise<void> {
    const at = this.deps.clock.now();
    if (accountId !== undefined) await this.send(accountId, { publications: [], held: false, at, commands: [command] });
  }

  /** Executes a command for all entries in this window's folders requested by then (ms since the epoch). */
  executeAll(kind: UserCommand['kind'], until = this.deps.clock.now()): Promise<void> {
    return this.execute({ kind, ...this.windowScope(), until });
  }

  /** Retries failed files; all of them without an id. */
  retry(id?: string): Promise<void> {
    return this.execute({ kind: 'retry', ...(id !== undefined && { ids: [id] }) });
  }

  /** Dismisses failures; all of them without an id. */
  dismiss(id?: string): Promise<void> {
    return this.execute({ kind: 'dismiss', ...(id !== undefined && { ids: [id] }) });
  }

  /** Resumes entries of earlier windows after `toCommands`, which gets them. Call it again when the account changes. */
  async resume(toCommands: (left: readonly Entry[]) => readonly UserCommand[] = () => []): Promise<void> {
    const accountId = this.deps.session.account?.id;
    if (accountId === undefined || (!this.deps.store.opened && !(await this.deps.store.hasData()))) return;
    await (await this.openEngine(accountId))?.resume(toCommands, this.windowScope());
    this.changed.fire();
  }

  /** Resolves once all requests and decisions so far are on disk or were refused. */
  settle(): Promise<void> {
    return this.requests.settle();
  }

  dispose(): void {
    this.end.abort();
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const engine of this.engines.values()) engine.dispose();
  }

  private get current(): Engine | undefined {
    return this.engines.get(this.deps.session.account?.id ?? '');
  }

  private windowScope(): Pick<EntryQuery, 'workspaceRoots' | 'withUrls'> {
    const workspaceRoots = this.deps.roots?.();
    return workspaceRoots ? { workspaceRoots, withUrls: true } : {};
  }

  private isInScope({ workspaceRoot, isUrl }: { readonly workspaceRoot: string; readonly isUrl: boolean }): boolean {
    const roots = this.deps.roots?.();
    return !roots || isUrl || roots.includes(workspaceRoot);
  }

  private get isPaused(): boolean {
    return this.deps.isPaused?.() ?? false;
  }

  private tallyInScope(engine: Engine | undefined): readonly Tally[] {
    return this.read(engine, [], ({ queue }) => queue.tally().filter((row) => this.isInScope(row)));
  }

  /** An unreadable store is read again with the next change. */
  private read<T>(engine: Engine | undefined, otherwise: T, work: (engine: Engine) => T): T {
    if (!engine) return otherwise;
    try {
      return work(engine);
    } catch {
      return otherwise;
    }
  }

  private stateOf(accountId: string): PublishState {
    const engine = this.engines.get(accountId);
    const isReadable = !engine || this.read(engine, undefined, ({ queue }) => queue.tally()) !== undefined;
    const { size } = this.open;
    if (this.needsReload) return size > 0 ? { kind: 'waiting', reason: 'reload', count: size } : { kind: 'idle' };
    // All requests of this window wait for the disk.
    if (!isReadable) return size > 0 ? { kind: 'waiting', reason: 'disk', count: size } : { kind: 'idle' };
    const isSignedIn = !engine || engine.isSignedIn;
    const tally = this.tallyInScope(engine).filter((row) => isSignedIn || isUnderWay(row));
    const pending = this.requests.publicationsOf(accountId).filter((each) => this.isHere(each)).length;
    const refused = this.requests.isRefused && pending > 0 ? ({ kind: 'storeRefused' } as const) : undefined;
    const block = isSignedIn ? (refused ?? engine?.block) : ({ kind: 'notSignedIn' } as const);
    const at = (query: ListQuery, limit: number) =>
      this.read(engine, [], ({ queue }) => queue.list({ ...query, limit, ...this.windowScope() }));
    return toState({ ...readShown(tally, at), pending, isPaused: this.isPaused, ...(block && { block }) });
  }

  private send(accountId: string, request: QueueRequest): Promise<void> {
    const accepted = this.requests.send(accountId, request);
    if (!this.engines.has(accountId)) this.changed.fire();
    return accepted;
  }

  private async openOwnEngine(): Promise<Engine | undefined> {
    const { id } = this.deps.session.account ?? {};
    return id === undefined ? undefined : this.openEngine(id);
  }

  private async openEngine(accountId: string): Promise<Engine | undefined> {
    const [EngineClass, store] = await Promise.all([this.deps.loadEngine(), this.deps.store.open()]);
    await this.deps.beforeRequests?.(store);
    if (this.end.signal.aborted) return undefined;
    const present = this.engines.get(accountId);
    if (present) return present;
    const engine = new EngineClass(this.deps, store, accountId);
    this.engines.set(accountId, engine);
    this.subscriptions.push(
      engine.onDidChange(() => this.changed.fire()),
      engine.onDidFinish((completion) => this.onFinished(completion)),
      store.onDidReplace(() => this.resubmit(accountId)),
    );
    return engine;
  }

  private onFinished(completion: Completion): void {
    const { publication, as } = completion;
    this.open.delete(publication.id);
    const isGood = as === 'fresh' || as === 'unproven';
    if (isGood && this.isHere(publication)) this.fresh.add(as === 'unproven');
    this.finished.fire(completion);
  }

  /** The store was lost, with requests that were on disk. */
  private resubmit(accountId: string): void {
    for (const lost of this.open.list(accountId)) void this.send(accountId, lost).catch(() => undefined);
    this.engines.get(accountId)?.wake();
  }
}
