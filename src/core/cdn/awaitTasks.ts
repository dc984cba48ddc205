import { AppError, type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import type { CdnPort, RefreshTask } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const idsPerCall = 10;
const initialPauseMs = 2_000;
const maxPauseMs = 20_000;
const transientOnline = ['throttled', 'unavailable', 'timeout', 'badAnswer'] as const;
/** Time limit of a refresh. The vendor says 5 to 6 minutes. */
export const refreshDeadlineMs = 15 * 60_000;
/** Time limit of a prefetch. The vendor says up to 30 minutes. */
export const prefetchDeadlineMs = 45 * 60_000;
/** Polling ends if answers fail for this long in a row. */
const failedDeadlineMs = 30 * 60_000;
/** How long CDN knows a task. Source: DescribeRefreshTaskById. */
export const taskRetentionMs = 3 * 24 * 3_600_000;

/** Options of polling. */
interface PollOptions {
  readonly clock: ClockPort;
  /** 0 to 1, so that many windows do not poll in step. */
  readonly random: () => number;
  /** Time limit for running tasks. Time during which CDN cannot be reached or fails is not counted. */
  readonly deadlineMs: number;
  /** A shorter limit if CDN knows none of the tasks. */
  readonly unknownMs?: number;
  /** Throws `offline` and `proxyRefused` at once, for callers that wait for the network themselves. */
  readonly throwsOffline?: boolean;
  /** Receives the percentage, 0 to 100. */
  readonly onProgress?: (percent: number) => void;
}

/** Polls tasks until each has ended, and returns all of them. Throws `timeout` at the deadline. */
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

/** The error for tasks that are unfinished at the deadline. */
export function taskTimeout(): AppError {
  return new AppError('timeout', { action: 'DescribeRefreshTaskById' });
}

/** Returns whether a task has ended, successfully or not. */
export function isTaskFinished({ status }: RefreshTask): boolean {
  return status === 'complete' || status === 'failed';
}

/**
 * Polls tasks until each has ended or the deadline passes, and returns those that CDN knows. Returns none after half an
 * hour of failed answers.
 */
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
      // Being offline is no information about the tasks.
      if (isErrorOf(tasks, ...transientOnline)) failedMs += ms;
      if (failedMs >= failedDeadlineMs) return [];
      continue;
    }
    failedMs = 0;
    if (areFinished(tasks, ids)) return tasks;
    onProgress?.(meanPercent(tasks));
    // Not by the clock: after hours of sleep the next poll must still happen.
    waitedMs += ms;
    if (waitedMs >= (tasks.length > 0 ? deadlineMs : unknownMs)) return tasks;
  }
}

/** The average progress of tasks, 0 to 100 rounded down. */
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
    // The task continues at the vendor even if this poll fails.
    if (isErrorOf(error, ...transient)) return toAppError(error);
    throw error;
  }
}

function areFinished(tasks: readonly RefreshTask[], ids: readonly string[]): boolean {
  const seen = new Set(tasks.map(({ id }) => id));
  return ids.every((id) => seen.has(id)) && tasks.every(isTaskFinished);
}
