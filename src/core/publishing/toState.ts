import type { ErrorKind } from '../errors.js';
import type { Entry } from './entry.js';
import type { PublishFailure, PublishState, WaitReason } from './publication.js';

/** What is known of one account's queue. */
export interface QueueSight {
  readonly entries: readonly Entry[];
  /** Wished for but not yet in the queue. */
  readonly pending: readonly { readonly id: string }[];
  /** Why nothing of it moves, until when (ms since the epoch). */
  readonly block?: { readonly kind: ErrorKind; readonly until?: number };
}

/** What to show of a queue, the worst first; `idle` when nothing is under way. */
export function toState({ entries, pending, block }: QueueSight): PublishState {
  const failures = entries.flatMap(toFailure);
  if (failures.length > 0) return { kind: 'failed', failures };
  const waiting =
    toWaiting(
      'conflict',
      entries.filter(({ stage }) => stage === 'conflict'),
    ) ??
    toWaiting(
      'held',
      entries.filter(({ stage }) => stage === 'held'),
    ) ??
    toWaiting('quota', entries.filter(waitsForQuota));
  if (waiting) return waiting;
  const sending = entries.filter(({ stage }) => stage === 'send').map(({ publication }) => publication.id);
  const uploading = new Set([...sending, ...pending.map(({ id }) => id)]).size;
  const refreshing = entries.length - sending.length;
  if (block && entries.length + pending.length > 0) {
    const reason = block.kind === 'offline' || block.kind === 'untrustedCertificate' ? 'offline' : 'signedOut';
    const until = block.until === undefined ? {} : { until: block.until };
    return { kind: 'waiting', reason, count: uploading + refreshing, ...until };
  }
  if (uploading > 0) return { kind: 'uploading', count: uploading };
  return refreshing > 0 ? { kind: 'refreshing', count: refreshing } : { kind: 'idle' };
}

function toFailure({ stage, publication, cause }: Entry): readonly PublishFailure[] {
  return stage === 'failed' && cause ? [{ publication, cause }] : [];
}

function waitsForQuota({ retryAt, cause }: Entry): boolean {
  return retryAt !== undefined && cause?.kind === 'error' && cause.error.kind === 'quotaExceeded';
}

function toWaiting(reason: WaitReason, entries: readonly Entry[]): PublishState | undefined {
  if (entries.length === 0) return undefined;
  const until = Math.min(...entries.map(({ retryAt = Number.POSITIVE_INFINITY }) => retryAt));
  return { kind: 'waiting', reason, count: entries.length, ...(Number.isFinite(until) ? { until } : {}) };
}
