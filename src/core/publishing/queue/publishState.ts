import type { ErrorDetails, ErrorKind } from '../../errors.js';
import type { PublishCause, PublishState, WaitReason } from '../publication.js';
import type { EntryQuery, Tally } from '../publishStore.js';
import { type Entry, retryOf, type Stage, toFailures } from '../queueEntry.js';

/** The most listed failures; more are only counted. */
const maxFailures = 100;

/** Why an account is blocked, and until when (ms since the epoch). */
interface Block {
  readonly kind: ErrorKind;
  readonly details?: ErrorDetails;
  readonly until?: number;
}

/** The known state of an account's entries. */
export interface QueueSnapshot {
  readonly tally: readonly Tally[];
  /** Requested but not on disk yet. */
  readonly pending: number;
  /** The first failed entries. */
  readonly failed: readonly Entry[];
  /** When entries that wait for the quota are tried again, ms since the epoch. */
  readonly quotaUntil?: number | undefined;
  /** The user has paused publishing, so held entries are intended. */
  readonly isPaused?: boolean;
  readonly block?: Block;
}

/** The most severe state of a queue; `idle` if nothing is in progress. Entries that wait for the next quota hide nothing else. */
export function toState(snapshot: QueueSnapshot): PublishState {
  const { tally, pending, failed, block, quotaUntil, isPaused = false } = snapshot;
  const count = (fits: (row: Tally) => boolean) => tally.filter(fits).reduce((sum, row) => sum + row.count, 0);
  const at = (stage: Stage) => count((row) => row.stage === stage);
  const prefetches = count(({ stage, waitsForQuota }) => stage === 'prefetch' && waitsForQuota);
  const quota = count(({ waitsForQuota }) => waitsForQuota) - prefetches;
  const uploading = at('send') + pending;
  const refreshing = at('refresh') + at('task') + at('prefetch') - prefetches - quota;
  const blocked = block && uploading + refreshing > 0 ? toBlocked(block, uploading + refreshing) : undefined;
  // Nothing is sent before the next sign-in, neither failed nor waiting entries.
  if (blocked?.reason === 'keys') return blocked;
  const failures = at('failed');
  if (failures > 0) return { kind: 'failed', failures: toFailures(failed), count: failures };
  if (blocked) return blocked;
  const conflict = toWaiting('conflict', at('conflict'));
  if (conflict) return conflict;
  const heldState = toWaiting('held', at('held'));
  if (heldState && !isPaused) return heldState;
  if (uploading > 0) return { kind: 'uploading', count: uploading };
  if (refreshing > 0) return { kind: 'refreshing', count: refreshing };
  const parked = toWaiting('quota', quota, quotaUntil) ?? toWaiting('prefetchQuota', prefetches, quotaUntil);
  return parked ?? heldState ?? { kind: 'idle' };
}

/** Reads the entries to show one by one, if the tally has any. */
export function readShown(
  tally: readonly Tally[],
  list: (query: Pick<EntryQuery, 'stages' | 'waitsForQuota'>, limit: number) => readonly Entry[],
): Pick<QueueSnapshot, 'tally' | 'failed' | 'quotaUntil'> {
  const has = (fits: (row: Tally) => boolean) => tally.some(fits);
  const failed = has(({ stage }) => stage === 'failed') ? list({ stages: ['failed'] }, maxFailures) : [];
  const [waiting] = has((row) => row.waitsForQuota) ? list({ waitsForQuota: true }, 1) : [];
  const quotaUntil = waiting && retryOf(waiting)?.at;
  return { tally, failed, quotaUntil };
}

/** The most severe of several accounts' states; `undefined` if there is none. */
export function toWorst(states: readonly PublishState[]): PublishState | undefined {
  const order = ['failed', 'waiting', 'uploading', 'refreshing', 'parked', 'fresh', 'idle'];
  const rank = (state: PublishState) => order.indexOf(isParked(state) ? 'parked' : state.kind);
  return [...states].sort((left, right) => rank(left) - rank(right))[0];
}

/** Returns whether everything left waits for the next day's quota. */
export function isParked(state: PublishState): boolean {
  return state.kind === 'waiting' && (state.reason === 'quota' || state.reason === 'prefetchQuota');
}

/** Returns whether it would continue after a sign-in. Other waiting entries are shown to their account only. */
export function isUnderWay({ stage, waitsForQuota }: Tally): boolean {
  return !waitsForQuota && stage !== 'failed' && stage !== 'conflict' && stage !== 'held';
}

/** The number of entries by stage; those that wait for the next day's quota are `parked` instead. */
export type EntryCounts = Readonly<Partial<Record<Stage | 'parked', number>>>;

/** Counts entries by stage. */
export function countByStage(rows: readonly Tally[]): EntryCounts {
  const counts: Partial<Record<Stage | 'parked', number>> = {};
  for (const { stage, waitsForQuota, count } of rows) {
    const at = waitsForQuota ? 'parked' : stage;
    counts[at] = (counts[at] ?? 0) + count;
  }
  return counts;
}

/** The total number of entries. */
export function countOf(rows: readonly Tally[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}

function toBlocked({ kind, details = {}, until }: Block, count: number): Extract<PublishState, { kind: 'waiting' }> {
  const reason = reasons[kind] ?? 'signedOut';
  const cause: PublishCause = { kind: 'error', error: { kind, details } };
  return { kind: 'waiting', reason, count, ...(until !== undefined && { until }), ...(reason === 'keys' && { cause }) };
}

/** Why an account waits. Any other kind concerns the signed-in account. */
const reasons: Readonly<Partial<Record<ErrorKind, WaitReason>>> = {
  offline: 'offline',
  untrustedCertificate: 'offline',
  proxyRefused: 'proxy',
  storeRefused: 'disk',
  storeNewer: 'reload',
  overdue: 'overdue',
  badCredentials: 'keys',
  expiredCredentials: 'keys',
};

function toWaiting(reason: WaitReason, count: number, until?: number): PublishState | undefined {
  if (count === 0) return undefined;
  return { kind: 'waiting', reason, count, ...(until !== undefined && { until }) };
}
