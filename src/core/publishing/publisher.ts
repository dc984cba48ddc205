import type { QueuedKind } from '../cdn/callLimits.js';
import type { QuotaView } from '../cdn/quota.js';
import type { ClockPort } from '../ports/local.js';
import type { BucketRef } from '../ports/oss.js';
import { type Disposable, type Listen, Signal } from '../signal.js';
import type { Engine } from './engine/engine.js';
import type { EngineDeps } from './engine/engineContext.js';
import { LedgerPage } from './objectLedger.js';
import type { Publication, PublishState } from './publication.js';
import type { Completion, EntryQuery, PublishStore, QueueRequest, StorePort, Tally } from './publishStore.js';
import { countByStage, countOf, isParked, isUnderWay, toState, toWorst } from './queue/publishState.js';
import { RequestWriter } from './queue/requestWriter.js';
import type { Entry, Stage, UserCommand } from './queueEntry.js';

/** The most entries in one list. */
const maxListed = 200;
/** The most failures in a state; more are only counted. */
const maxFailures = 100;
/** The most failed and the most waiting files of a run that are listed. Further ones are only counted. */
const maxListedOfRun = 10_000;

/** The dependencies of a publisher. The engine is loaded with the first request. */
export interface PublisherDeps extends EngineDeps {
  readonly store: StorePort;
  loadEngine(): Promise<new (deps: EngineDeps, store: PublishStore, accountId: string) => Engine>;
  /** The workspace folders of this window, absolute; by default every entry belongs to it. All windows share the store. */
  roots?(): readonly string[];
  /** Returns whether the user has paused publishing. */
  isPaused?(): boolean;
  /** Returns the request together with the user's permissions for its file. */
  withAllowed?(publication: Publication): Publication;
  /** Called with the open store before any request is written to it. Rejects as the store does. */
  beforeRequests?(store: PublishStore): Promise<void>;
}

/** Selects entries for a list, within the signed-in account and the folders of this window. */
type ListQuery = Omit<EntryQuery, 'accountId' | 'workspaceRoots' | 'withUrls'>;

/** Publishes the files of one window, from a save until the edge serves the new content. All windows share the store and the work. */
export class Publisher implements Disposable {
  private readonly changed = new Signal<void>();
  private readonly finished = new Signal<Completion>();
  private readonly end = new AbortController();
  private readonly engines = new Map<string, Engine>();
  /** The unfinished requests of this window, by publication, which are sent again if the store is lost. */
  private readonly open = new Map<string, QueueRequest>();
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
    const setAside = (request: QueueRequest) => this.deps.store.setAside(request);
    this.requests = new RequestWriter({ clock, random, signal, onDidChange, open, setAside });
  }

  /** The most severe state among the files of this window. The signed-in account comes first; other accounts count only while its state is idle. */
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

  /** Whether a newer version of this extension has changed the store. Requests are then set aside until the window is reloaded. */
  get needsReload(): boolean {
    return this.requests.needsReload || [...this.engines.values()].some(({ block }) => block?.kind === 'storeNewer');
  }

  /** Lists the queue entries of the signed-in account in this window's folders, in the order of their requests. Empty if the store cannot be read now. */
  list(query: ListQuery = {}): readonly Entry[] {
    return this.read(this.current, [], (engine) =>
      engine.queue.list({ limit: maxListed, ...query, ...this.windowScope() }),
    );
  }

  /** Counts the queue entries of the signed-in account in this window's folders, by stage. */
  count(): ReturnType<typeof countByStage> {
    return countByStage(this.tallyInScope(this.current));
  }

  /** Counts the queue entries of the signed-in account in all folders. */
  countAll(): number {
    return countOf(this.read(this.current, [], ({ queue }) => queue.tally()));
  }

  /** Counts the queue entries of the signed-in account outside this window's folders. */
  countElsewhere(): number {
    return this.countAll() - countOf(this.tallyInScope(this.current));
  }

  /** Stops all uploads and forgets the open requests, after every entry was removed from the store. */
  forget(): void {
    this.open.clear();
    for (const engine of this.engines.values()) engine.stopOutdated();
    this.changed.fire();
  }

  /** Returns what is left of a run of Publish Folder. Works for any account, even if another one is signed in. */
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

  /** Lists the keys below a prefix that the signed-in account has published, or has an upload for in the queue. */
  async listKeys(bucket: BucketRef, prefix: string): Promise<readonly string[]> {
    const store = await this.deps.store.open();
    const published = new LedgerPage(store, bucket, prefix).read();
    const { account } = this.deps.session;
    const queued = account ? store.read(({ entries }) => entries.listKeys(account.id, bucket, prefix)) : [];
    return [...new Set([...published.map(({ key }) => key), ...queued])];
  }

  /** The account's CDN quota for the day, as far as known. `undefined` before the engine has started. */
  get quota(): QuotaView | undefined {
    return this.current?.quotaView;
  }

  /** Reads the CDN quota of the signed-in account, unless it is already known. */
  async readQuota(): Promise<void> {
    await (await this.openOwnEngine())?.readQuota();
  }

  /** Loads early what requests of the signed-in account need. Sends nothing. Rejects as the store does. */
  async prepare(): Promise<void> {
    await this.openOwnEngine();
  }

  /** Reads early what uploads to a bucket need to know, for example while a plan is made. Rejects as the store does. */
  async prepareBucket(bucket: BucketRef): Promise<void> {
    await (await this.openOwnEngine())?.prepareBucket(bucket);
  }

  /** Records that the quota of the signed-in account is used up, as CDN has just answered to a call outside the queue. */
  async exhaustQuota(kind: QueuedKind): Promise<void> {
    (await this.openOwnEngine())?.quota.exhaust(kind);
  }

  /** Publishes files as they are in their turn. Resolves once the requests are on disk; `held` ones wait for the user. */
  async enqueue(given: readonly Publication[], held = false): Promise<void> {
    if (this.end.signal.aborted || given.length === 0) return;
    const publications = given.map((each) => this.deps.withAllowed?.(each) ?? each);
    this.fresh.clear();
    const at = this.deps.clock.now();
    const byAccount = Map.groupBy(publications, ({ accountId }) => accountId);
    const requests = [...byAccount].map(([accountId, own]) => ({ accountId, publications: own, held, at }));
    for (const request of requests) for (const { id } of request.publications) this.open.set(id, request);
    await Promise.all(requests.map((request) => this.send(request)));
  }

  /** Returns whether a request belongs to a folder of this window. Requests that belong to no folder, such as those for URLs, count as well. */
  isHere({ workspaceRoot }: Publication): boolean {
    return this.isInScope({ workspaceRoot, isUrl: workspaceRoot === '' });
  }

  /** Executes a user command, by default for the signed-in account; resolves once it is on disk. */
  async execute(command: UserCommand, accountId = this.deps.session.account?.id): Promise<void> {
    const at = this.deps.clock.now();
    if (accountId !== undefined) await this.send({ accountId, publications: [], held: false, at, commands: [command] });
  }

  /** Applies a command to all entries in this window's folders that were requested up to `until`, ms since the epoch. */
  executeAll(kind: UserCommand['kind'], until = this.deps.clock.now()): Promise<void> {
    return this.execute({ kind, ...this.windowScope(), until });
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

  /** Reads from an engine. Returns `otherwise` if the store cannot be read now; the next change reads it again. */
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
    const query = { stages: ['failed'], limit: maxFailures, ...this.windowScope() } as const;
    const hasFailed = tally.some(({ stage }) => stage === 'failed');
    const failed = hasFailed ? this.read(engine, [], ({ queue }) => queue.list(query)) : [];
    return toState({ tally, failed, pending, isPaused: this.isPaused, ...(block && { block }) });
  }

  private send(request: QueueRequest): Promise<void> {
    const accepted = this.requests.send(request);
    if (!this.engines.has(request.accountId)) this.changed.fire();
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

  /** Writes the open requests of this window again after the store was lost together with them. */
  private resubmit(accountId: string): void {
    for (const request of new Set(this.open.values())) {
      const publications = request.publications.filter(({ id }) => this.open.get(id) === request);
      if (request.accountId === accountId) void this.send({ ...request, publications }).catch(() => undefined);
    }
    this.engines.get(accountId)?.wake();
  }
}

/** How long the result is shown, ms. */
const freshMs = 10_000;

/** Counts the files that became fresh, for a message that disappears some time after the last of them. */
class FreshStatus {
  private files = { count: 0, unproven: 0 };
  private until = 0;

  constructor(
    private readonly clock: ClockPort,
    private readonly signal: AbortSignal,
    private readonly onFaded: () => void,
  ) {}

  /** The state to show, or `undefined` if no file has become fresh recently. */
  get state(): PublishState | undefined {
    return this.files.count > 0 ? { kind: 'fresh', ...this.files } : undefined;
  }

  add(unproven: boolean): void {
    this.files = { count: this.files.count + 1, unproven: this.files.unproven + Number(unproven) };
    const fading = this.until > 0;
    this.until = this.clock.now() + freshMs;
    if (!fading) this.fade().catch(() => undefined);
  }

  clear(): void {
    this.files = { count: 0, unproven: 0 };
  }

  /** Waits until the result was shown long enough, then resets the count. Disposal is the only other end of the wait. */
  private async fade(): Promise<void> {
    for (let left = freshMs; left > 0 && left <= freshMs; left = this.until - this.clock.now())
      await this.clock.sleep(left, this.signal);
    this.until = 0;
    this.clear();
    this.onFaded();
  }
}
