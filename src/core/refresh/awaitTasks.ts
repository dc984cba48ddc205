import { AppError, isErrorOf } from '../errors.js';
import type { CdnPort, RefreshTask } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const idsPerCall = 10;
const firstPauseMs = 2_000;
const longestPauseMs = 20_000;
/** The vendor says 5 to 6 minutes for a refresh and up to 30 for a prefetch. */
const deadlineMs = 45 * 60_000;

/** Polls tasks until each has ended and answers all of them; `onProgress` hears 0 to 100. Throws `timeout` after 45 minutes. */
export async function awaitTasks(
  cdn: Pick<CdnPort, 'readRefreshTasks'>,
  ids: readonly string[],
  { clock, onProgress }: { readonly clock: ClockPort; onProgress(percent: number): void },
  signal: AbortSignal,
): Promise<readonly RefreshTask[]> {
  const start = clock.now();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    await clock.sleep(pauseMs, signal);
    const tasks = await readTasks(cdn, ids, signal);
    if (tasks && hasEnded(tasks, ids)) return tasks;
    if (tasks) onProgress(meanPercent(tasks));
    if (clock.now() - start >= deadlineMs) throw new AppError('timeout', { action: 'DescribeRefreshTaskById' });
  }
}

/** How far tasks have come on average, 0 to 100 rounded down. */
export function meanPercent(tasks: readonly Pick<RefreshTask, 'percent'>[]): number {
  return Math.floor(tasks.reduce((sum, { percent }) => sum + percent, 0) / Math.max(1, tasks.length));
}

async function readTasks(cdn: Pick<CdnPort, 'readRefreshTasks'>, ids: readonly string[], signal: AbortSignal) {
  const tasks: RefreshTask[] = [];
  try {
    for (let at = 0; at < ids.length; at += idsPerCall)
      tasks.push(...(await cdn.readRefreshTasks(ids.slice(at, at + idsPerCall), signal)));
    return tasks;
  } catch (error) {
    // The task goes on at the vendor whether or not this look succeeded.
    if (isErrorOf(error, 'throttled', 'unavailable', 'offline', 'timeout', 'badAnswer')) return undefined;
    throw error;
  }
}

function hasEnded(tasks: readonly RefreshTask[], ids: readonly string[]): boolean {
  const seen = new Set(tasks.map(({ id }) => id));
  return ids.every((id) => seen.has(id)) && tasks.every(({ status }) => status === 'complete' || status === 'failed');
}
