import type { Queue } from '../queue/queue.js';
import { latestRetry } from '../queue/retryPolicy.js';
import { type Entry, isAt, retryOf, workStages } from '../queueEntry.js';
import { refusesCredentials } from './credentialBreaker.js';

/**
 * Limits the retry times of entries, so that a clock that was set back delays nothing; `now` in ms since the epoch.
 * Rejects as the store does.
 */
export async function clampRetries(queue: Queue, now: number): Promise<void> {
  const latest = Math.min(latestRetry(now, false), latestRetry(now, true));
  if (!queue.has({ stages: workStages, dueFrom: latest + 1, unclaimed: true })) return;
  for (const waitsForQuota of [false, true]) {
    const dueFrom = latestRetry(now, waitsForQuota) + 1;
    const query = { stages: workStages, waitsForQuota, dueFrom, unclaimed: true } as const;
    await queue.changeFound(query, (present) => withRetryAt(present, now));
  }
}

/** Makes entries due at once that wait since the keys were refused. Rejects as the store does. */
export async function makeRefusedDue(queue: Queue, now: number): Promise<void> {
  const query = { stages: workStages, waitsForQuota: false, dueFrom: now + 1, unclaimed: true } as const;
  await queue.changeFound(query, (present): Entry => {
    const { cause } = retryOf(present) ?? {};
    if (!isAt(present, ...workStages) || cause?.kind !== 'error') return present;
    return refusesCredentials(cause.error) ? { ...present, retry: undefined } : present;
  });
}

function withRetryAt(present: Entry, at: number): Entry {
  return isAt(present, ...workStages) && present.retry ? { ...present, retry: { ...present.retry, at } } : present;
}
