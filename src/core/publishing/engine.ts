import { type AppError, isErrorOf, toAppError } from '../errors.js';
import { type Disposable, type Listen, Signal } from '../signal.js';
import { listActive } from './batches.js';
import type { Bench, EngineDeps } from './bench.js';
import { Blockade } from './blockade.js';
import { DomainBook } from './domains.js';
import { Ends } from './ends.js';
import { type Entry, isOpen } from './entry.js';
import { Follower } from './follower.js';
import { Inbox } from './inbox.js';
import { recallQuota } from './keptQuota.js';
import { Ledger } from './ledger.js';
import type { Order } from './orders.js';
import type { EndedAs, Publication } from './publication.js';
import { Queue } from './queue.js';
import type { Intake } from './queueText.js';
import { nextReset, Quota, type QuotaView } from './quota.js';
import { judge, pauseAfter } from './retryPolicy.js';
import { Rounds } from './rounds.js';
import { Sender } from './sender.js';
import { tidyUp } from './tidyUp.js';
import { toCause } from './toCause.js';

/** How often another window's work is looked at, ms. */
const watchMs = 5_000;
/** How often wishes of other windows are collected, ms: while something moves, and while all of it waits. */
const collectMs = 3_000;
const restMs = 30_000;
const tidyMs = 2_000;

/** Works on one account's queue whenever this window has the right to, from wishes to fresh bytes at the edge. */
export class Engine implements Disposable, Bench {
  readonly queue: Queue;
  readonly ledger: Ledger;
  readonly domains: DomainBook;
  readonly quota = new Quota();
  readonly signal: AbortSignal;
  readonly onDidChange: Listen<void>;
  readonly onDidFinish: Listen<{ readonly publication: Publication; readonly as: EndedAs }>;
  private readonly changed = new Signal<void>();
  private readonly ends = new Ends();
  private readonly end = new AbortController();
  private readonly sender: Sender;
  private readonly rounds: Rounds;
  private readonly follower: Follower;
  private readonly subscription: Disposable;
  private readonly inbox = new Inbox();
  private waker = new AbortController();
  private woken = false;
  private running = false;
  private left = false;
  private resting = false;
  private readonly blockade: Blockade;
  private collectedAt = Number.NEGATIVE_INFINITY;
  private tidiedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly deps: EngineDeps,
    readonly accountId: string,
  ) {
    this.signal = this.end.signal;
    this.onDidChange = this.changed.event;
    this.onDidFinish = this.ends.onDidFinish;
    this.blockade = new Blockade(deps);
    this.queue = new Queue({ ...deps, accountId, onEnded: (entry, as) => this.ends.tell(entry, as) });
    this.ledger = new Ledger(deps.store, deps.clock);
    this.domains = new DomainBook(deps.clock.now);
    this.sender = new Sender(this);
    this.rounds = new Rounds(this, this.sender);
    this.follower = new Follower(this);
    this.subscription = deps.session.onDidChange(() => {
      this.unblock();
      this.wake();
    });
  }

  /** Why nothing moves, where that is not one file's trouble. */
  get block(): { readonly error: AppError; readonly until: number } | undefined {
    const { error, until } = this.blockade;
    return error && { error, until };
  }

  /** Every open entry, and what is wished for but not yet on disk. */
  get entries(): readonly Entry[] {
    return this.queue.list().filter(isOpen);
  }

  get unsettled(): readonly Entry[] {
    return this.queue.list();
  }

  get pending(): readonly Publication[] {
    return this.inbox.publications;
  }

  get quotaView(): QuotaView {
    return this.quota.view(this.deps.clock.now());
  }

  /** Learns what is left of the day's quota, from the last window or else from CDN. */
  readonly readQuota = (): Promise<void> => recallQuota(this).then(() => this.changed.fire());

  get isSignedIn(): boolean {
    return this.deps.session.account?.id === this.accountId;
  }

  /** Takes wishes and orders; resolves once they are on disk. */
  enqueue(intake: Omit<Intake, 'at'>): Promise<void> {
    const accepted = this.inbox.push({ ...intake, at: this.deps.clock.now() });
    this.wake();
    return accepted;
  }

  /** Goes on with what an earlier window left, after what is decided about it. */
  async resume(decide: (left: readonly Entry[]) => readonly Order[]): Promise<void> {
    if (this.inbox.isEmpty && !(await this.queue.hasWork())) return;
    const orders = decide((await this.queue.peek()).filter(isOpen));
    if (orders.length > 0) await this.enqueue({ publications: [], held: false, orders });
    else this.wake();
  }

  wake(): void {
    if (this.signal.aborted) return;
    this.woken = true;
    this.waker.abort();
    if (this.running) return;
    this.running = true;
    void this.run();
  }

  isBlocked(): boolean {
    return this.blockade.isOn;
  }

  unblock(): void {
    this.blockade.end();
  }

  finish(entry: Entry, as: EndedAs): void {
    const { id } = entry.publication;
    if (this.queue.get(id)?.turn !== entry.turn) return;
    this.queue.finish(id, as);
    this.ends.tell(entry, as);
  }

  fail(entry: Entry, error: AppError): void {
    const { id } = entry.publication;
    const verdict = judge(error, entry.attempts);
    const now = this.deps.clock.now();
    if (verdict === 'blocked') this.blockade.begin(error);
    if (this.queue.get(id)?.turn !== entry.turn || isErrorOf(error, 'cancelled')) return;
    const pauseMs = pauseAfter(entry.attempts, verdict, this.deps.random());
    const retryAt = verdict === 'quota' ? nextReset(now) : verdict === 'blocked' ? this.blockade.until : now + pauseMs;
    this.queue.patch(id, (present) =>
      verdict === 'fail'
        ? { ...present, stage: 'failed', cause: toCause(error), ...(present.stage === 'send' && { unsent: true }) }
        : { ...present, retryAt, cause: toCause(error), attempts: present.attempts + Number(verdict === 'retry') },
    );
  }

  dispose(): void {
    this.subscription.dispose();
    this.end.abort();
    this.waker.abort();
  }

  private async run(): Promise<void> {
    while (!this.signal.aborted) {
      this.woken = false;
      this.waker = new AbortController();
      const pauseMs = await this.turn();
      this.changed.fire();
      if (this.woken) continue;
      if (pauseMs === undefined) break;
      await this.pause(pauseMs);
    }
    this.running = false;
  }

  private async pause(ms: number): Promise<void> {
    try {
      await this.deps.clock.sleep(Math.max(0, ms), AbortSignal.any([this.waker.signal, this.signal]));
    } catch {
      // Woken, or at the end.
    }
  }

  /** One look at everything; answers when the next is due, in ms, or `undefined` when there is nothing to do. */
  private async turn(): Promise<number | undefined> {
    try {
      if (this.resting && this.inbox.isEmpty && !(await this.findWork())) return this.watchPerson();
      this.resting = false;
      if (!this.isSignedIn || !(await this.queue.take())) return await this.waitAside();
      await this.accept();
      if (this.signal.aborted) return undefined;
      this.sender.start();
      this.rounds.start();
      this.follower.start();
      return await this.rest();
    } catch (caught) {
      const error = toAppError(caught);
      if (this.signal.aborted) return undefined;
      if (isErrorOf(error, 'cancelled')) return 0;
      this.inbox.refuse(error);
      return watchMs;
    }
  }

  /** Whether another window has left something to do, or has changed what the person sees here. */
  private async findWork(): Promise<boolean> {
    await this.queue.look();
    return listActive(this.queue.list()).length > 0;
  }

  /** What needs the person may be answered in any window, so it is looked at as long as there is something. */
  private watchPerson(): number | undefined {
    return this.queue.list().some(isOpen) ? restMs : undefined;
  }

  /** Another window works, or nobody may: wishes are left on disk, and what is there is shown. */
  private async waitAside(): Promise<number | undefined> {
    this.sender.stop();
    if (this.queue.isMine) {
      await this.queue.persist();
      await this.queue.release();
    }
    await this.leaveIncoming();
    await this.queue.look();
    this.ledger.forget();
    const open = this.queue.list().some(isOpen);
    if (!this.isSignedIn) return undefined;
    const goOn = open || this.left;
    this.left = false;
    if (!goOn) {
      this.ends.forget();
      return undefined;
    }
    const soon = this.deps.clock.now() + restMs;
    return listActive(this.queue.list()).every(({ retryAt = 0 }) => retryAt > soon) ? restMs : watchMs;
  }

  private async leaveIncoming(): Promise<void> {
    await this.inbox.empty(async (intakes) => {
      for (const intake of intakes) await this.queue.leave(intake);
      this.left = true;
      // Who is told that a wish is on disk finds it among the entries.
      await this.queue.look();
    });
  }

  private async accept(): Promise<void> {
    const { clock } = this.deps;
    if (this.inbox.hasOrders || isPast(this.collectedAt, collectMs, clock.now())) {
      this.collectedAt = clock.now();
      await this.queue.collect();
    }
    await this.inbox.empty(async (intakes) => {
      for (const intake of intakes) this.queue.add(intake);
      this.sender.stopStale();
      await this.queue.persist();
    });
  }

  /** Clears away what is done, gives the right to work back when all is, and says when to look again. */
  private async rest(): Promise<number | undefined> {
    const { clock } = this.deps;
    const entries = this.queue.list();
    const busy = this.sender.isBusy || this.follower.isBusy || this.rounds.isBusy;
    const idle = !busy && listActive(entries).length === 0;
    if ((idle && entries.some(({ stage }) => stage === 'done')) || isPast(this.tidiedAt, tidyMs, clock.now()))
      await this.tidy();
    else await this.queue.persist();
    if (this.woken) return 0;
    if (!idle) return Math.min(busy ? collectMs : restMs, this.untilDue());
    this.collectedAt = Number.NEGATIVE_INFINITY;
    await this.queue.release();
    this.ledger.forget();
    this.ends.forget();
    this.resting = true;
    return this.watchPerson();
  }

  private async tidy(): Promise<void> {
    this.tidiedAt = this.deps.clock.now();
    await tidyUp(this);
  }

  private untilDue(): number {
    const now = this.deps.clock.now();
    const times = this.queue.list().flatMap(({ stage, retryAt }) => (stage !== 'failed' && retryAt ? [retryAt] : []));
    const next = Math.min(...times.filter((time) => time > now), this.isBlocked() ? this.blockade.until : Infinity);
    return Math.max(0, Math.min(next, this.rounds.dueAt) - now);
  }
}

/** Whether it is so long ago; a clock that was set back makes nothing wait. */
function isPast(since: number, ms: number, now: number): boolean {
  return now - since >= ms || now < since;
}
