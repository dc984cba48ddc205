import { AppError, type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import type { CdnPort, RefreshTask } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const idsPerCall = 10;
const initialPauseMs = 2_000;
const maxPauseMs = 20_000;
const transientOnline = ['throttled', 'unavailable', 'timeout', 'badAnswer'] as const;
/** The vendor says 5 to 6 minutes for a refresh. */
export const refreshDeadlineMs = 15 * 60_000;
/** And up to 30 minutes for a prefetch. */
export const prefetchDeadlineMs = 45 * 60_000;
/** Answers that have failed for so long in a row say that no more will come. */
const failedDeadlineMs = 30 * 60_000;
/** CDN knows a task for 3 days. Source: DescribeRefreshTaskById. */
export const taskRetentionMs = 3 * 24 * 3_600_000;

/** How tasks are polled. */
interface PollOptions {
  readonly clock: ClockPort;
  /** 0 to 1, so that many windows do not ask in step. */
  readonly random: () => number;
  /** How long CDN may answer that they are running; time in which it cannot be asked, or fails to answer, is not counted. */
  readonly deadlineMs: number;
  /** How long it may know none of them, when that is shorter. */
  readonly unknownMs?: number;
  /** Throws `offline` and `proxyRefused` at once, for callers that wait for the network in their own way. */
  readonly throwsOffline?: boolean;
  /** Receives the percentage, 0 to 100. */
  readonly onProgress?: (percent: number) => void;
}

/** Polls tasks until each has ended and answers all of them. Throws `timeout` at the deadline. */
export async function awaitTasks(
  cdn: Pick<CdnPort, 'readRefreshTasks'>,
  ids: readonly string[],
  waiting: PollOptions,
  signal: AbortSignal,
): Promise<readonly RefreshTask[]> {
  const tasks = await pollTasks(cdn, ids, waiting, signal);
  if (!areFinished(tasks, ids)) throw taskTimeout();
  return tasks;
}

/** The error for tasks that had not finished at the deadline. */
export function taskTimeout(): AppError {
  return new AppError('timeout', { action: 'DescribeRefreshTaskById' });
}

/** Whether CDN is done with a task, well or not. */
export function isTaskFinished({ status }: RefreshTask): boolean {
  return status === 'complete' || status === 'failed';
}

/** Polls tasks until each has ended, or until the deadline, and answers those that CDN knows, as they are then; none when its answers have failed for half an hour. */
export async function pollTasks(
  cdn: Pick<CdnPort, 'readRefreshTasks'>,
  ids: readonly string[],
  { clock, random, deadlineMs, unknownMs = deadlineMs, throwsOffline = false, onProgress }: PollOptions,
  signal: AbortSignal,
): Promise<readonly RefreshTask[]> {
  const transient = throwsOffline ? transientOnline : ([...transientOnline, 'offline', 'proxyRefused'] as const);
  let waitedMs = 0;
  let failedMs = 0;
  for (let pauseMs = initialPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, maxPauseMs)) {
    const ms = Math.round(pauseMs * (0.8 + 0.4 * random()));
    await clock.sleep(ms, signal);
    const tasks = await readTasks(cdn, ids, transient, signal);
    if (tasks instanceof AppError) {
      // Being offline, for however long, says nothing about the tasks.
      if (isErrorOf(tasks, ...transientOnline)) failedMs += ms;
      if (failedMs >= failedDeadlineMs) return [];
      continue;
    }
    failedMs = 0;
    if (areFinished(tasks, ids)) return tasks;
    onProgress?.(meanPercent(tasks));
    // Not by the clock: a computer may sleep for hours, and CDN is then asked for the first time.
    waitedMs += ms;
    if (waitedMs >= (tasks.length > 0 ? deadlineMs : unknownMs)) return tasks;
  }
}

/** How far tasks have come on average, 0 to 100 rounded down. */
export function meanPercent(tasks: readonly Pick<RefreshTask, 'percent'>[]): number {
  return Math.floor(tasks.reduce((sum, { percent }) => sum + percent, 0) / Math.max(1, tasks.length));
}

async function readTasks(
  cdn: Pick<CdnPort, 'readRefreshTasks'>,
  ids: readonly string[],
  transient: readonly ErrorKind[],
  signal: AbortSignal,
): Promise<readonly RefreshTask[] | AppError> {
  const tasks: RefreshTask[] = [];
  try {
    for (let at = 0; at < ids.length; at += idsPerCall)
      tasks.push(...(await cdn.readRefreshTasks(ids.slice(at, at + idsPerCall), signal)));
    return tasks;
  } catch (error) {
    // The task continues at the vendor whether or not this poll succeeded.
    if (isErrorOf(error, ...transient)) return toAppError(error);
    throw error;
  }
}

function areFinished(tasks: readonly RefreshTask[], ids: readonly string[]): boolean {
  const seen = new Set(tasks.map(({ id }) => id));
  return ids.every((id) => seen.has(id)) && tasks.every(isTaskFinished);
}
