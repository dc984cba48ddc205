import type { ErrorDetails, ErrorKind } from '../../errors.js';
import type { PublishCause, PublishState, WaitReason } from '../publication.js';
import type { Tally } from '../publishStore.js';
import { type Entry, type Stage, toFailures } from '../queueEntry.js';

/** Why an account is blocked and when this ends, ms since the epoch. */
interface Block {
  readonly kind: ErrorKind;
  readonly details?: ErrorDetails;
  readonly until?: number;
}

/** The known state of the entries of an account at one moment. */
export interface QueueSnapshot {
  readonly tally: readonly Tally[];
  /** The number of requested files that are not on disk yet. */
  readonly pending: number;
  /** The first failed entries. */
  readonly failed: readonly Entry[];
  /** Whether the user has paused publishing, in which case held entries are expected. */
  readonly isPaused?: boolean;
  readonly block?: Block;
}

/**
 * Returns the most severe state of a queue, or `idle` if nothing is in progress. Entries that wait for the next day's quota are shown only if there is
 * nothing else.
 */
export function toState(snapshot: QueueSnapshot): PublishState {
  const { tally, pending, failed, block, isPaused = false } = snapshot;
  const count = (fits: (row: Tally) => boolean) => countOf(tally.filter(fits));
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
  const parked = toWaiting('quota', quota) ?? toWaiting('prefetchQuota', prefetches);
  return parked ?? heldState ?? { kind: 'idle' };
}

/** Returns the most severe of several accounts' states, or `undefined` if the list is empty. */
export function toWorst(states: readonly PublishState[]): PublishState | undefined {
  const order = ['failed', 'waiting', 'uploading', 'refreshing', 'parked', 'fresh', 'idle'];
  const rank = (state: PublishState) => order.indexOf(isParked(state) ? 'parked' : state.kind);
  return [...states].sort((left, right) => rank(left) - rank(right))[0];
}

/** Returns whether everything left waits for the next day's quota. */
export function isParked(state: PublishState): boolean {
  return state.kind === 'waiting' && (state.reason === 'quota' || state.reason === 'prefetchQuota');
}

/** Returns whether these entries would continue after a sign-in. All other waiting entries are shown only to the account they belong to. */
export function isUnderWay({ stage, waitsForQuota }: Tally): boolean {
  return !waitsForQuota && stage !== 'failed' && stage !== 'conflict' && stage !== 'held';
}

/** The number of entries at each stage. Entries that wait for the next day's quota count as `parked` instead. */
export type EntryCounts = Readonly<Partial<Record<Stage | 'parked', number>>>;

/** Counts entries by stage. Entries that wait for the next day's quota count as `parked`. */
export function countByStage(rows: readonly Tally[]): EntryCounts {
  const counts: Partial<Record<Stage | 'parked', number>> = {};
  for (const { stage, waitsForQuota, count } of rows) {
    const at = waitsForQuota ? 'parked' : stage;
    counts[at] = (counts[at] ?? 0) + count;
  }
  return counts;
}

/** Returns the total number of entries in these rows. */
export function countOf(rows: readonly Tally[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}

function toBlocked({ kind, details = {}, until }: Block, count: number): Extract<PublishState, { kind: 'waiting' }> {
  const reason = reasons[kind] ?? 'signedOut';
  const cause: PublishCause = { kind: 'error', error: { kind, details } };
  return { kind: 'waiting', reason, count, ...(until !== undefined && { until }), ...(reason === 'keys' && { cause }) };
}

/** Why an account waits, by the kind of error that blocks it. For any other kind the reason is that the user is signed out or uses another account. */
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

function toWaiting(reason: WaitReason, count: number): PublishState | undefined {
  return count === 0 ? undefined : { kind: 'waiting', reason, count };
}
