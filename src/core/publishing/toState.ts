import type { ErrorKind } from '../errors.js';
import type { Entry } from './entry.js';
import type { PublishFailure, PublishState, WaitReason } from './publication.js';
import { waitsForQuota } from './retryPolicy.js';

/** What is known of one account's queue. */
export interface QueueSight {
  readonly entries: readonly Entry[];
  /** Wished for but not yet in the queue. */
  readonly pending: readonly { readonly id: string }[];
  /** The person has paused publishing: what is held back is what they wanted. */
  readonly isPaused?: boolean;
  /** Why nothing of it moves, until when (ms since the epoch). */
  readonly block?: { readonly kind: ErrorKind; readonly until?: number };
}

/** What to show of a queue, the worst first; `idle` when nothing is under way. */
export function toState({ entries, pending, block, isPaused = false }: QueueSight): PublishState {
  const failures = entries.flatMap(toFailure);
  if (failures.length > 0) return { kind: 'failed', failures };
  const conflicts = entries.filter(({ stage }) => stage === 'conflict');
  const waiting = toWaiting('conflict', conflicts) ?? toWaiting('quota', entries.filter(waitsForQuota));
  if (waiting) return waiting;
  const held = entries.filter(({ stage }) => stage === 'held');
  const heldState = toWaiting('held', held);
  const sending = entries.filter(({ stage }) => stage === 'send').map(({ publication }) => publication.id);
  const uploading = new Set([...sending, ...pending.map(({ id }) => id)]).size;
  const refreshing = entries.length - held.length - sending.length;
  if (block && uploading + refreshing > 0) {
    const reason = block.kind === 'offline' || block.kind === 'untrustedCertificate' ? 'offline' : 'signedOut';
    const until = block.until === undefined ? {} : { until: block.until };
    return { kind: 'waiting', reason, count: uploading + refreshing, ...until };
  }
  if (heldState && !isPaused) return heldState;
  if (uploading > 0) return { kind: 'uploading', count: uploading };
  if (refreshing > 0) return { kind: 'refreshing', count: refreshing };
  return heldState ?? { kind: 'idle' };
}

function toFailure({ stage, publication, cause }: Entry): readonly PublishFailure[] {
  return stage === 'failed' && cause ? [{ publication, cause }] : [];
}

function toWaiting(reason: WaitReason, entries: readonly Entry[]): PublishState | undefined {
  if (entries.length === 0) return undefined;
  const until = Math.min(...entries.map(({ retryAt = Number.POSITIVE_INFINITY }) => retryAt));
  return { kind: 'waiting', reason, count: entries.length, ...(Number.isFinite(until) ? { until } : {}) };
}
