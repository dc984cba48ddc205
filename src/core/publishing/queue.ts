import { AppError } from '../errors.js';
import type { ClockPort, DocumentStore } from '../ports/local.js';
import { type Entry, isOpen, moveEntry, renewEntry } from './entry.js';
import { abandon, abandonedBatch, noteDropped, obey } from './orders.js';
import type { EndedAs } from './publication.js';
import {
  type Intake,
  joinStored,
  parseChanges,
  parseEntries,
  parseIntake,
  type QueueChanges,
  type Stored,
} from './queueText.js';

const leaseMs = 60_000;
/** Changes since the whole was written are kept in a small document, up to this many. */
const mostChanges = 256;

interface FoundIntake {
  readonly id: string;
  readonly intake: Intake | undefined;
}

/** What the queue is made of. */
export interface QueueDeps {
  readonly store: DocumentStore;
  readonly clock: ClockPort;
  readonly accountId: string;
  /** 0 to 1, for names that no other window gives. */
  readonly random: () => number;
  /** Hears of entries that another window has brought to a good end since they were last looked at. */
  onEnded?(entry: Entry, as: EndedAs): void;
}

/**
 * The entries of one account, on disk and shared by the windows: the one with the lease works on them, the others leave
 * their wishes beside it. Nothing counts as accepted before it is on disk.
 */
export class Queue {
  private entries = new Map<string, Entry>();
  private leasedUntil = Number.NEGATIVE_INFINITY;
  private generation = 0;
  private lastTurn = 0;
  /** Ids that differ from the whole document, and whether that is on disk. */
  private changed = new Set<string>();
  private unsaved = false;
  /** Ids whose last wish is this window's: no other one waits to see how it ends. */
  private readonly own = new Set<string>();
  private next: Promise<void> | undefined;
  private current: Promise<void> = Promise.resolve();
  private intakes = 0;

  constructor(private readonly deps: QueueDeps) {}

  get isMine(): boolean {
    return this.deps.clock.now() < this.leasedUntil;
  }

  /** Every entry in the order in which it was first wished for. */
  list(): readonly Entry[] {
    return [...this.entries.values()];
  }

  values(): Iterable<Entry> {
    return this.entries.values();
  }

  get(id: string): Entry | undefined {
    return this.entries.get(id);
  }

  /** Takes or keeps the right to work; what is on disk is read when it is newly taken. False while another window has it. */
  async take(): Promise<boolean> {
    const { store, clock } = this.deps;
    const held = this.isMine;
    if (held && this.leasedUntil - clock.now() > leaseMs / 2) return true;
    const askedAt = clock.now();
    if (!(await store.lease(this.leaseId, leaseMs))) {
      this.leasedUntil = Number.NEGATIVE_INFINITY;
      return false;
    }
    // A lease that had run out may have been another window's in between.
    const intakes = held ? [] : await this.reload();
    this.leasedUntil = askedAt + leaseMs;
    await this.settle(intakes);
    return true;
  }

  /** Gives the right back; call it only when all is on disk. */
  async release(): Promise<void> {
    this.leasedUntil = Number.NEGATIVE_INFINITY;
    await this.deps.store.release(this.leaseId);
  }

  /** Whether anything of this account waits on disk. */
  async hasWork(): Promise<boolean> {
    const { store } = this.deps;
    const ids = await store.list();
    if (ids.some((id) => id.startsWith(this.intakePrefix))) return true;
    return [...(await this.readStored()).entries.values()].some(isOpen);
  }

  /** Reads the entries as they are on disk, with what still waits beside them, while another window works or nobody may. */
  async look(): Promise<void> {
    await this.reload();
  }

  /** The entries as they are, here while this window works on them and else on disk, with what waits beside them. */
  async peek(): Promise<readonly Entry[]> {
    if (this.isMine) return this.list();
    const seen = new Queue(this.deps);
    await seen.look();
    return seen.list();
  }

  /** Puts wishes of this window into the queue; on disk after `persist`. */
  add(intake: Intake): void {
    this.receive(intake);
    for (const { id } of intake.publications) this.own.add(id);
  }

  /** Leaves wishes for the window that works on the queue. */
  async leave(intake: Intake): Promise<void> {
    const { store, clock, random } = this.deps;
    const unique = Math.floor(random() * 1e9).toString(36);
    const time = clock.now().toString().padStart(15, '0');
    await store.write(`${this.intakePrefix}${time}-${unique}-${this.intakes++}`, JSON.stringify(intake));
  }

  /** Takes in what other windows have left, in the order of its time. */
  async collect(): Promise<void> {
    const intakes = await this.readIntakes();
    for (const { intake } of intakes) if (intake) this.receive(intake);
    await this.settle(intakes);
  }

  set(entry: Entry): void {
    this.entries.set(entry.publication.id, entry);
    this.mark(entry.publication.id);
  }

  /** Changes an entry that is still there. */
  patch(id: string, change: (entry: Entry) => Entry): void {
    const entry = this.entries.get(id);
    if (entry) this.set(change(entry));
  }

  /** Brings an entry to a good end; how is kept for a while where another window may wait to see it. */
  finish(id: string, as: EndedAs): void {
    const isShown = (as === 'fresh' || as === 'unproven') && !this.own.has(id);
    const ended = isShown ? { ended: { as, at: this.deps.clock.now() } } : {};
    this.patch(id, (entry) => moveEntry(entry, 'done', { owesRefresh: false, ...ended }));
  }

  remove(id: string): void {
    this.own.delete(id);
    if (this.entries.delete(id)) this.mark(id);
  }

  /** Everything as it is now is on disk when this resolves; calls at the same time share a write. Throws `cancelled` when the lease is lost. */
  persist(): Promise<void> {
    this.next ??= this.current
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        this.current = this.write();
        return this.current;
      });
    return this.next;
  }

  private receive({ publications, held, at, orders = [] }: Intake): void {
    for (const publication of publications) {
      this.own.delete(publication.id);
      const present = this.entries.get(publication.id);
      this.set(renewEntry(present, publication, { turn: ++this.lastTurn, at, now: this.deps.clock.now(), held }));
    }
    for (const order of orders) {
      const abandoned = new Set<string | undefined>();
      this.change((entry, turn) => {
        const after = noteDropped(entry, obey(entry, order, turn), at);
        abandoned.add(abandonedBatch(entry, after));
        return after;
      });
      this.change((entry, turn) => noteDropped(entry, abandon(entry, abandoned, turn), at));
    }
  }

  /** Changes every entry that `change` does not answer as it is, each with a turn of its own. */
  private change(change: (entry: Entry, turn: number) => Entry): void {
    for (const entry of this.list()) {
      const after = change(entry, this.lastTurn + 1);
      if (after === entry) continue;
      this.lastTurn++;
      this.set(after);
    }
  }

  private async write(): Promise<void> {
    if (!this.unsaved) return;
    if (!this.isMine || !(await this.take())) throw new AppError('cancelled');
    this.unsaved = false;
    try {
      if (this.changed.size > mostChanges) await this.writeWhole();
      else await this.deps.store.write(this.changesId, JSON.stringify(this.toChanges()));
    } catch (error) {
      this.unsaved = true;
      throw error;
    }
  }

  private async writeWhole(): Promise<void> {
    const generation = this.generation + 1;
    const entries = this.list();
    const changed = [...this.changed];
    this.changed.clear();
    try {
      await this.deps.store.write(this.id, JSON.stringify({ generation, entries }));
      this.generation = generation;
    } catch (error) {
      for (const id of changed) this.changed.add(id);
      throw error;
    }
  }

  private toChanges(): QueueChanges {
    const ids = [...this.changed];
    return {
      generation: this.generation,
      changed: ids.flatMap((id) => this.entries.get(id) ?? []),
      removed: ids.filter((id) => !this.entries.has(id)),
    };
  }

  private async readIntakes(): Promise<readonly FoundIntake[]> {
    const { store } = this.deps;
    const ids = (await store.list()).filter((id) => id.startsWith(this.intakePrefix)).sort();
    return Promise.all(ids.map(async (id) => ({ id, intake: parseIntake(await store.read(id)) })));
  }

  /** What is on disk, with what waits beside it, in place of what is here; what waits is read first, so that a wish on its way from one to the other is never missed. */
  private async reload(): Promise<readonly FoundIntake[]> {
    const intakes = await this.readIntakes();
    const { generation, entries, changed } = await this.readStored();
    const before = this.entries;
    this.entries = entries;
    this.changed = changed;
    this.unsaved = false;
    this.generation = generation;
    this.lastTurn = Math.max(this.lastTurn, ...this.list().map(({ turn }) => turn));
    this.tellEnded(before);
    for (const { intake } of intakes) if (intake) this.receive(intake);
    return intakes;
  }

  private tellEnded(before: ReadonlyMap<string, Entry>): void {
    for (const [id, { stage, at }] of before) {
      const entry = stage === 'done' ? undefined : this.entries.get(id);
      // What an earlier wish came to says nothing of one that still waits beside the queue.
      if (entry?.stage === 'done' && entry.ended && entry.at >= at) this.deps.onEnded?.(entry, entry.ended.as);
    }
  }

  private async readStored(): Promise<Stored> {
    const { store } = this.deps;
    const [whole, text] = await Promise.all([store.read(this.id), store.read(this.changesId)]);
    return joinStored(parseEntries(whole), parseChanges(text));
  }

  /** Wishes of others that are in the queue now are on disk with it, and no longer beside it. */
  private async settle(intakes: readonly FoundIntake[]): Promise<void> {
    if (intakes.length === 0) return;
    await this.persist();
    for (const { id } of intakes) await this.deps.store.remove(id);
  }

  private mark(id: string): void {
    this.changed.add(id);
    this.unsaved = true;
  }

  private get id(): string {
    return `queue-${this.deps.accountId}`;
  }

  private get changesId(): string {
    return `changes-${this.deps.accountId}`;
  }

  private get leaseId(): string {
    return `work-${this.deps.accountId}`;
  }

  private get intakePrefix(): string {
    return `intake-${this.deps.accountId}-`;
  }
}
