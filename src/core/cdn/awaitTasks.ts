import { AppError, type ErrorKind, isErrorOf, toAppError } from '../errors.js';
import type { CdnPort, RefreshTask } from '../ports/cdn.js';
import type { ClockPort } from '../ports/local.js';

const idsPerCall = 10;
/** The pause before the first poll where nothing is known about recent tasks, in ms. */
const initialPauseMs = 2_000;
/** The shortest pause before a poll, in ms. */
const minPauseMs = 400;
const maxPauseMs = 20_000;
/** The factor by which each pause is longer than the one before, up to the longest. */
const pauseFactor = 1.5;
const transientOnline = ['throttled', 'unavailable', 'timeout', 'badAnswer'] as const;
/** How long a refresh may take, in ms. The vendor says 5 to 6 minutes. */
export const refreshDeadlineMs = 15 * 60_000;
/** How long a prefetch may take, in ms. The vendor says up to 30 minutes. */
export const prefetchDeadlineMs = 45 * 60_000;
/** How long answers may fail in a row before polling ends, in ms. */
const failedDeadlineMs = 30 * 60_000;
/** How long CDN knows a task. Source: DescribeRefreshTaskById. */
export const taskRetentionMs = 3 * 24 * 3_600_000;

/** Options of polling. */
interface PollOptions {
  readonly clock: ClockPort;
  /** Returns a number from 0 to 1, which varies the interval so that many windows do not poll at the same moment. */
  readonly random: () => number;
  /** How long the tasks may run, in ms. Time during which CDN cannot be reached or fails does not count. */
  readonly deadlineMs: number;
  /** A shorter limit in ms, if CDN knows none of the tasks; `deadlineMs` by default. */
  readonly unknownMs?: number;
  /** Whether to throw `offline` and `proxyRefused` at once, for callers that wait for the network themselves. */
  readonly throwsOffline?: boolean;
  /** How long recent tasks took, for tasks that CDN has just accepted. */
  readonly recent?: RecentTasks;
  /** Called with the average progress, 0 to 100. */
  readonly onProgress?: (percent: number) => void;
}

/** Remembers how long recent tasks took from their acceptance, so that the next ones are polled first near that time. All times are in ms. */
export class RecentTasks {
  private ms = initialPauseMs;

  /** The time of the first poll. Tasks may be fast, but may not keep the usual polls away for long. */
  get firstPollMs(): number {
    return Math.min(Math.max(Math.round(this.ms), minPauseMs), initialPauseMs);
  }

  /** Notes that tasks are still running after this time. */
  noteRunning(ms: number): void {
    this.ms = Math.min(Math.max(this.ms, ms), initialPauseMs);
  }

  /** Notes that tasks had ended by this time. At their first poll they may have ended long before. */
  noteEnd(ms: number, isFirstPoll: boolean): void {
    this.ms = isFirstPoll ? (ms * 2) / 3 : Math.min(ms, initialPauseMs);
  }
}

/** Polls tasks until all have ended, and resolves to them. Throws `timeout` if they have not ended at the deadline. */
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

/** Creates the error for tasks that have not ended at the deadline. */
export function taskTimeout(): AppError {
  return new AppError('timeout', { action: 'DescribeRefreshTaskById' });
}

/** Returns whether a task has ended, successfully or not. */
export function isTaskFinished({ status }: RefreshTask): boolean {
  return status === 'complete' || status === 'failed';
}

/** Polls tasks until all have ended or the deadline passes. Resolves to those that CDN knows, or to none after half an hour of failed answers. */
export async function pollTasks(
  cdn: Pick<CdnPort, 'readRefreshTasks'>,
  ids: readonly string[],
  { clock, random, deadlineMs, unknownMs = deadlineMs, throwsOffline = false, recent, onProgress }: PollOptions,
  signal: AbortSignal,
): Promise<readonly RefreshTask[]> {
  const transient = throwsOffline ? transientOnline : ([...transientOnline, 'offline', 'proxyRefused'] as const);
  let waitedMs = 0;
  let failedMs = 0;
  let polledMs = 0;
  for (const pauseMs of listPauses(recent?.firstPollMs ?? initialPauseMs)) {
    const ms = Math.round(pauseMs * (0.8 + 0.4 * random()));
    await clock.sleep(ms, signal);
    polledMs += ms;
    const tasks = await readTasks(cdn, ids, transient, signal);
    if (tasks instanceof AppError) {
      // Being offline is no information about the tasks.
      if (isErrorOf(tasks, ...transientOnline)) failedMs += ms;
      if (failedMs >= failedDeadlineMs) break;
      continue;
    }
    failedMs = 0;
    if (areFinished(tasks, ids)) {
      recent?.noteEnd(polledMs, polledMs === ms);
      return tasks;
    }
    recent?.noteRunning(polledMs);
    onProgress?.(meanPercent(tasks));
    // Not by the clock: after hours of sleep the next poll must still happen.
    waitedMs += ms;
    if (waitedMs >= (tasks.length > 0 ? deadlineMs : unknownMs)) return tasks;
  }
  return [];
}

/** Lists the pauses before each poll in ms. They grow, after an early first poll from the shortest one on. */
function* listPauses(firstMs: number): Generator<number, void> {
  yield firstMs;
  let pauseMs = firstMs < initialPauseMs ? minPauseMs : firstMs * pauseFactor;
  for (; ; pauseMs = Math.min(pauseMs * pauseFactor, maxPauseMs)) yield pauseMs;
}

/** Returns the average progress of tasks, from 0 to 100 and rounded down. */
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
