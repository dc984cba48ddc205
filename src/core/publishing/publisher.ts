import { Pending } from '../pending.js';
import { type Disposable, type Listen, Signal } from '../signal.js';
import type { EngineDeps } from './bench.js';
import type { Engine } from './engine.js';
import type { Entry } from './entry.js';
import type { Order } from './orders.js';
import type { EndedAs, Publication, PublishState } from './publication.js';
import type { Intake } from './queueText.js';
import type { QuotaKind, QuotaView } from './quota.js';
import { toState } from './toState.js';

/** How long the outcome is shown. */
const freshMs = 10_000;

/** What a publisher works with: its engine is loaded with the first wish. */
export interface PublisherDeps extends EngineDeps {
  loadEngine(): Promise<new (deps: EngineDeps, accountId: string) => Engine>;
  /** Which publications are this window's own; all of them without it. The queue is shared by the windows of an account. */
  here?(): (publication: Publication) => boolean;
  /** The person has paused publishing. */
  isPaused?(): boolean;
}

/** The way from saved files to fresh bytes at the edge, one for each window; its queue is shared by all of them. */
export class Publisher implements Disposable {
  private readonly changed = new Signal<void>();
  private readonly finished = new Signal<{ readonly publication: Publication; readonly as: EndedAs }>();
  private readonly end = new AbortController();
  private readonly sending = new Pending();
  private readonly engines = new Map<string, Engine>();
  /** Wishes that came before their engine was there. */
  private readonly early = new Map<string, Publication[]>();
  private fresh = { count: 0, unproven: 0 };
  private freshUntil = 0;

  readonly onDidChange: Listen<void> = this.changed.event;
  /** Each publication that ended well, as it ends. */
  readonly onDidFinish: Listen<{ readonly publication: Publication; readonly as: EndedAs }> = this.finished.event;

  constructor(private readonly deps: PublisherDeps) {}

  /** What to show now of this window's own files, the worst first. */
  get state(): PublishState {
    const isHere = this.isHere();
    const early = [...this.early.values()].flat().filter(isHere);
    const states = [...this.engines.values()].map((engine) => this.stateOf(engine, isHere));
    const state = toWorst(states) ?? { kind: 'idle' };
    // What a pause holds back is less news than what moves in spite of it.
    const isRest = this.isPaused && state.kind === 'waiting' && state.reason === 'held';
    if (state.kind !== 'idle' && !isRest) return state;
    if (early.length > 0) return { kind: 'uploading', count: early.length };
    return this.fresh.count > 0 ? { kind: 'fresh', ...this.fresh } : state;
  }

  /** Every entry of the signed-in account that is under way or needs the person. */
  get entries(): readonly Entry[] {
    return this.current?.entries ?? [];
  }

  /** Every entry of the signed-in account, those among them that are done but not yet cleared away: until then, the ledger on disk may not know their objects. */
  get unsettled(): readonly Entry[] {
    return this.current?.unsettled ?? [];
  }

  /** The same of any account that this window has worked for, signed in or not. */
  unsettledOf(accountId: string): readonly Entry[] {
    return this.engines.get(accountId)?.unsettled ?? [];
  }

  /** The day's quota as known; `undefined` before CDN was asked. */
  get quota(): QuotaView | undefined {
    return this.current?.quotaView;
  }

  /** Learns the signed-in account's quota, unless it is known already. */
  async readQuota(): Promise<void> {
    const accountId = this.deps.session.account?.id;
    if (accountId !== undefined) await (await this.open(accountId))?.readQuota();
  }

  /** Notes that nothing is left of the signed-in account's quota, as was just learned elsewhere. */
  async useUp(kind: QuotaKind): Promise<void> {
    const accountId = this.deps.session.account?.id;
    if (accountId !== undefined) (await this.open(accountId))?.quota.exhaust(kind);
  }

  /** Publishes files as they are on disk when their turn comes; a waiting one of the same object is replaced. Resolves once that is on disk. `held` ones wait for an order. */
  async enqueue(publications: readonly Publication[], held = false): Promise<void> {
    if (this.end.signal.aborted || publications.length === 0) return;
    if (this.state.kind === 'fresh') this.fresh = { count: 0, unproven: 0 };
    const accounts = new Set(publications.map(({ accountId }) => accountId));
    await Promise.all(
      [...accounts].map((accountId) => {
        const own = publications.filter((publication) => publication.accountId === accountId);
        return this.send(accountId, { publications: own, held });
      }),
    );
  }

  /** Carries out a decision of the person, about the signed-in account unless said otherwise; resolves once it is on disk. */
  async order(order: Order, accountId = this.deps.session.account?.id): Promise<void> {
    if (accountId !== undefined) await this.send(accountId, { publications: [], held: false, orders: [order] });
  }

  /** Tries failed files again, all of them without an id. */
  retry(id?: string): Promise<void> {
    return this.order({ kind: 'retry', ...(id !== undefined && { ids: [id] }) });
  }

  /** Takes failures off the list, all of them without an id. */
  dismiss(id?: string): Promise<void> {
    return this.order({ kind: 'dismiss', ...(id !== undefined && { ids: [id] }) });
  }

  /** Goes on with what an earlier window left for the signed-in account, after what is decided about it; call it again when the account changes. */
  async resume(decide: (left: readonly Entry[]) => readonly Order[] = () => []): Promise<void> {
    const accountId = this.deps.session.account?.id;
    if (accountId === undefined || !(await this.hasDocuments(accountId))) return;
    await (await this.open(accountId))?.resume(decide);
    this.changed.fire();
  }

  /** Resolves once all that was wished for and decided by now is on disk, or was refused by it. */
  settle(): Promise<void> {
    return this.sending.settle();
  }

  dispose(): void {
    this.end.abort();
    for (const engine of this.engines.values()) engine.dispose();
  }

  private get current(): Engine | undefined {
    return this.engines.get(this.deps.session.account?.id ?? '');
  }

  private isHere(): (publication: Publication) => boolean {
    return this.deps.here?.() ?? (() => true);
  }

  private get isPaused(): boolean {
    return this.deps.isPaused?.() ?? false;
  }

  private stateOf(engine: Engine, isHere: (publication: Publication) => boolean): PublishState {
    const { block, isSignedIn } = engine;
    const entries = engine.entries.filter(({ publication }) => isHere(publication));
    const pending = engine.pending.filter(isHere);
    const signedOut = isSignedIn ? undefined : ({ kind: 'notSignedIn' } as const);
    const blocked = block && { kind: block.error.kind, until: block.until };
    const known = signedOut ?? blocked;
    return toState({ entries, pending, isPaused: this.isPaused, ...(known && { block: known }) });
  }

  private async hasDocuments(accountId: string): Promise<boolean> {
    const ids = await this.deps.store.list();
    return ids.some(
      (id) => id === `queue-${accountId}` || id.endsWith(`-${accountId}`) || id.includes(`-${accountId}-`),
    );
  }

  private send(accountId: string, intake: Omit<Intake, 'at'>): Promise<void> {
    return this.sending.add(this.handOver(accountId, intake));
  }

  private async handOver(accountId: string, intake: Omit<Intake, 'at'>): Promise<void> {
    const engine = this.engines.get(accountId);
    if (engine) return engine.enqueue(intake);
    const early = this.early.get(accountId) ?? [];
    early.push(...intake.publications);
    this.early.set(accountId, early);
    this.changed.fire();
    const loaded = await this.open(accountId).catch((error: unknown) => {
      // Who wished for it hears of it; it does not go on.
      this.early.delete(accountId);
      this.changed.fire();
      throw error;
    });
    this.early.delete(accountId);
    await loaded?.enqueue(intake);
  }

  private async open(accountId: string): Promise<Engine | undefined> {
    const Made = await this.deps.loadEngine();
    if (this.end.signal.aborted) return undefined;
    const present = this.engines.get(accountId);
    if (present) return present;
    const engine = new Made(this.deps, accountId);
    this.engines.set(accountId, engine);
    engine.onDidChange(() => this.changed.fire());
    engine.onDidFinish((end) => {
      const isGood = end.as === 'fresh' || end.as === 'unproven';
      if (isGood && this.isHere()(end.publication)) this.showFresh(end.as === 'unproven');
      this.finished.fire(end);
    });
    return engine;
  }

  private showFresh(unproven: boolean): void {
    this.fresh = { count: this.fresh.count + 1, unproven: this.fresh.unproven + Number(unproven) };
    const fading = this.freshUntil > 0;
    this.freshUntil = this.deps.clock.now() + freshMs;
    if (!fading) this.fadeFresh().catch(() => undefined);
  }

  /** Takes the outcome away 10 s after the last one; ends early only by disposal. */
  private async fadeFresh(): Promise<void> {
    const { clock } = this.deps;
    for (let left = freshMs; left > 0 && left <= freshMs; left = this.freshUntil - clock.now())
      await clock.sleep(left, this.end.signal);
    this.freshUntil = 0;
    this.fresh = { count: 0, unproven: 0 };
    this.changed.fire();
  }
}

function toWorst(states: readonly PublishState[]): PublishState | undefined {
  const order: readonly PublishState['kind'][] = ['failed', 'waiting', 'uploading', 'refreshing', 'fresh', 'idle'];
  return [...states].sort((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind))[0];
}
