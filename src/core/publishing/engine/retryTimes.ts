import type { Queue } from '../queue/queue.js';
import { latestRetry } from '../queue/retryPolicy.js';
import type { Entry, Stage } from '../queueEntry.js';
import { refusesCredentials } from './credentialBreaker.js';

/** Stages without the user. */
export const activeStages: readonly Stage[] = ['send', 'refresh', 'task', 'prefetch'];

/**
 * Limits the retry times of entries, so that a clock that was set back delays nothing; `now` in ms since the epoch.
 * Rejects as the store does.
 */
export async function clampRetries(queue: Queue, now: number): Promise<void> {
  const latest = Math.min(latestRetry(now, false), latestRetry(now, true));
  if (!queue.has({ stages: activeStages, dueFrom: latest + 1, unclaimed: true })) return;
  for (const waitsForQuota of [false, true]) {
    const dueFrom = latestRetry(now, waitsForQuota) + 1;
    const query = { stages: activeStages, waitsForQuota, dueFrom, unclaimed: true } as const;
    await queue.changeFound(query, (present) => ({ ...present, retryAt: now }));
  }
}

/** Makes entries due at once that wait since the keys were refused. Rejects as the store does. */
export async function makeRefusedDue(queue: Queue, now: number): Promise<void> {
  const query = { stages: activeStages, waitsForQuota: false, dueFrom: now + 1, unclaimed: true } as const;
  await queue.changeFound(query, (present): Entry => {
    const { retryAt: _retryAt, cause, ...due } = present;
    return cause?.kind === 'error' && refusesCredentials(cause.error) ? due : present;
  });
}
