import { isErrorOf, toAppError } from '../errors.js';
import { findUnsentBatches, isBlockedDelete } from './batches.js';
import type { Bench } from './bench.js';
import { type Entry, moveEntry } from './entry.js';
import { keepQuota } from './keptQuota.js';
import { submitPrefetch } from './prefetch.js';
import { nextReset } from './quota.js';
import { type RoundResult, submitRound } from './refreshRound.js';
import { dueAt } from './retryPolicy.js';
import { cloudOf, type Sender } from './sender.js';
import { toCause } from './toCause.js';

const debounceMs = 800;
/** An unending stream of saves is refreshed at least this often. */
const longestGatherMs = 30_000;

/** Gathers what is in the bucket and has CDN drop its old copies, many in one call. */
export class Rounds {
  private gatheringSince: number | undefined;
  private submitting = new Set<string>();
  /** When the next round is due, ms since the epoch. */
  dueAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly bench: Bench,
    private readonly sender: Sender,
  ) {}

  get isBusy(): boolean {
    return this.submitting.size > 0;
  }

  /** Submits what is ready once nothing more is about to become so. */
  start(): void {
    const { queue, deps } = this.bench;
    const now = deps.clock.now();
    this.dueAt = Number.POSITIVE_INFINITY;
    if (this.bench.isBlocked()) return;
    this.prefetch(now);
    const ready = this.listReady(now);
    if (ready.length === 0) {
      this.gatheringSince = undefined;
      return;
    }
    // A clock that was set back makes nothing wait.
    this.gatheringSince = Math.min(this.gatheringSince ?? now, now);
    const latest = this.gatheringSince + longestGatherMs;
    const quietAt = Math.max(Math.min(this.sender.lastSentAt, now), this.gatheringSince) + debounceMs;
    const quiet = now >= quietAt && !this.sender.isSending(queue.list());
    if (!quiet && now < latest) {
      this.dueAt = Math.min(latest, Math.max(quietAt, now + debounceMs / 4));
      return;
    }
    this.gatheringSince = undefined;
    void this.carryOut(ready, (entries) => this.submit(entries));
  }

  private prefetch(now: number): void {
    const ready = [...this.bench.queue.values()].filter((entry) => this.isReady(entry, 'prefetch', now));
    if (ready.length > 0) void this.carryOut(ready, (entries) => this.submitPrefetch(entries));
  }

  private listReady(now: number): readonly Entry[] {
    const entries = this.bench.queue.list();
    const unsent = findUnsentBatches(entries);
    const sending = new Set(
      entries.flatMap((entry) =>
        entry.stage === 'send' && !isBlockedDelete(entry, unsent) ? (entry.publication.batch ?? []) : [],
      ),
    );
    return entries.filter((entry) => {
      const { via, batch } = entry.publication;
      // The directory is refreshed once, when all of its files are there.
      return this.isReady(entry, 'refresh', now) && !(via !== undefined && batch !== undefined && sending.has(batch));
    });
  }

  private isReady(entry: Entry, wanted: Entry['stage'], now: number): boolean {
    return entry.stage === wanted && dueAt(entry, now) <= now && !this.submitting.has(entry.publication.id);
  }

  private async carryOut(entries: readonly Entry[], work: (entries: readonly Entry[]) => Promise<void>): Promise<void> {
    for (const { publication } of entries) this.submitting.add(publication.id);
    try {
      await this.bench.queue.persist();
      await work(entries);
    } catch (caught) {
      const error = toAppError(caught);
      for (const entry of entries) if (!isErrorOf(error, 'cancelled')) this.bench.fail(entry, error);
    }
    // What CDN has accepted is accepted: a disk that refuses now is written to again by the next turn.
    await this.bench.queue.persist().catch(() => undefined);
    await keepQuota(this.bench);
    for (const { publication } of entries) this.submitting.delete(publication.id);
    this.bench.wake();
  }

  private async submit(entries: readonly Entry[]): Promise<void> {
    const { deps, domains, quota, signal, accountId } = this.bench;
    const cloud = await cloudOf(deps.session, accountId);
    if (entries.some(({ asksQuota }) => asksQuota)) quota.forget();
    const results = await submitRound(entries, { cloud, domains, quota, signal, now: deps.clock.now });
    for (const entry of entries) {
      const result = results.get(entry.publication.id);
      if (result) this.take(entry, result);
    }
    if ([...results.values()].every(({ kind }) => kind !== 'error')) this.bench.unblock();
  }

  private take(entry: Entry, result: RoundResult): void {
    const { queue } = this.bench;
    const { id } = entry.publication;
    if (result.kind === 'error') this.bench.fail(entry, result.error);
    else if (queue.get(id)?.turn !== entry.turn) return;
    else if (result.kind === 'quota') this.waitForQuota(id);
    else this.follow(id, result);
  }

  private follow(id: string, result: Extract<RoundResult, { kind: 'accepted' }>): void {
    const { taskIds, trouble } = result;
    const more = { taskIds, owesRefresh: false, ...(trouble && { trouble: toCause(trouble) }) };
    this.bench.queue.patch(id, (present) => moveEntry(present, 'task', more));
  }

  private waitForQuota(id: string): void {
    const now = this.bench.deps.clock.now();
    // A little later than midnight: the vendor's clock counts.
    const retryAt = nextReset(now) + 60_000 + Math.round(60_000 * this.bench.deps.random());
    this.bench.queue.patch(id, ({ asksQuota: _asked, ...present }) => ({ ...present, retryAt, cause: quotaCause }));
  }

  private async submitPrefetch(entries: readonly Entry[]): Promise<void> {
    const { deps, domains, quota, signal, accountId } = this.bench;
    const cloud = await cloudOf(deps.session, accountId);
    if (entries.some(({ asksQuota }) => asksQuota)) quota.forget();
    const results = await submitPrefetch(entries, { cloud, domains, quota, signal, now: deps.clock.now });
    for (const entry of entries) {
      const result = results.get(entry.publication.id);
      const asProven = entry.proof ?? 'fresh';
      if (result === 'accepted') this.bench.finish(entry, entry.publication.request ? 'carriedOut' : asProven);
      else if (result === 'quota') this.waitForQuota(entry.publication.id);
      else if (result) this.bench.fail(entry, result);
    }
  }
}

const quotaCause = { kind: 'error', error: { kind: 'quotaExceeded', details: {} } } as const;
