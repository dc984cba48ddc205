import { AppError, isErrorOf } from '../errors.js';
import type { CdnPort, RefreshTask } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const idsPerCall = 10;
const firstPauseMs = 2_000;
const longestPauseMs = 20_000;
/** The vendor says 5 to 6 minutes for a refresh. */
export const refreshDeadlineMs = 15 * 60_000;
/** And up to 30 minutes for a prefetch. */
export const prefetchDeadlineMs = 45 * 60_000;

/** How tasks are waited for. */
export interface Waiting {
  readonly clock: ClockPort;
  /** 0 to 1, so that many windows do not ask in step. */
  readonly random: () => number;
  readonly deadlineMs: number;
  /** Hears 0 to 100. */
  readonly onProgress?: (percent: number) => void;
}

/** Polls tasks until each has ended and answers all of them. Throws `timeout` at the deadline. */
export async function awaitTasks(
  cdn: Pick<CdnPort, 'readRefreshTasks'>,
  ids: readonly string[],
  { clock, random, deadlineMs, onProgress }: Waiting,
  signal: AbortSignal,
): Promise<readonly RefreshTask[]> {
  const start = clock.now();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    await clock.sleep(Math.round(pauseMs * (0.8 + 0.4 * random())), signal);
    const tasks = await readTasks(cdn, ids, signal);
    if (tasks && hasEnded(tasks, ids)) return tasks;
    if (tasks) onProgress?.(meanPercent(tasks));
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
