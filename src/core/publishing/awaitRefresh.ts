import { AppError, isErrorOf } from '../errors.js';
import type { CdnPort, RefreshTask } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const idsPerCall = 10;
const firstPauseMs = 2_000;
const longestPauseMs = 20_000;
/** The vendor says 5 to 6 minutes. */
const deadlineMs = 15 * 60_000;

/** Polls refresh tasks until each has ended and answers those that failed; throws `timeout` after 15 minutes. */
export async function awaitRefresh(
  cdn: CdnPort,
  ids: readonly string[],
  { clock, random }: { readonly clock: ClockPort; readonly random: () => number },
  signal: AbortSignal,
): Promise<readonly RefreshTask[]> {
  const start = clock.now();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    await clock.sleep(Math.round(pauseMs * (0.8 + 0.4 * random())), signal);
    const tasks = await readTasks(cdn, ids, signal);
    if (tasks && hasEnded(tasks, ids)) return tasks.filter(({ status }) => status === 'failed');
    if (clock.now() - start >= deadlineMs) throw new AppError('timeout', { action: 'DescribeRefreshTaskById' });
  }
}

async function readTasks(
  cdn: CdnPort,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly RefreshTask[] | undefined> {
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
