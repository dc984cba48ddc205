import * as vscode from 'vscode';
import { AppError, isErrorOf } from '../../core/errors.js';
import type { CdnPort, RefreshTask } from '../../core/ports/cdn.js';
import { nextReset } from '../../core/publishing/quota.js';
import { awaitTasks, prefetchDeadlineMs, refreshDeadlineMs } from '../../core/refresh/awaitTasks.js';
import { findShortage, type Request, splitCalls } from '../../core/refresh/calls.js';
import { readQuota } from '../../core/refresh/readQuota.js';
import { noticeText } from '../../host/plainText.js';
import type { RefreshDeps } from './refreshDeps.js';

/** What sending needs besides. */
export interface SendDeps extends RefreshDeps {
  /** The wait is over. */
  onEnded(): void;
}

/**
 * Asks CDN to drop or to fetch these URLs, when the quota allows, and waits with a progress that the person may leave.
 * Throws `refreshFailed` when CDN could not carry it out.
 */
export async function sendUrls(deps: SendDeps, request: Request, urls: readonly string[]): Promise<void> {
  const { cdn } = await deps.session.cloud();
  const { signal } = new AbortController();
  const left = findShortage(await readQuota(cdn, signal), request, urls.length);
  if (left !== undefined) return tellShortage(deps, request, urls.length, left);
  const ids: string[] = [];
  for (const part of splitCalls(request, urls)) {
    const { taskIds } = await send(cdn, request, part, signal);
    ids.push(...taskIds);
  }
  const tasks = await follow(deps, cdn, request, urls, ids);
  deps.onEnded();
  if (tasks) tellEnd(request, urls, tasks);
}

function send(cdn: CdnPort, request: Request, urls: readonly string[], signal: AbortSignal) {
  if (request === 'prefetches') return cdn.prefetch(urls, signal);
  return cdn.refresh(urls, request === 'urls' ? 'File' : 'Directory', signal);
}

/** Says what is wanted, what is left and until when; nothing is sent. */
export function tellShortage(
  { clock }: Pick<RefreshDeps, 'clock'>,
  request: Request,
  wanted: number,
  left: number,
): void {
  const reset = new Date(nextReset(clock.now()));
  const time = reset.toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' });
  const show = vscode.l10n.t('Show Refresh Tasks');
  void vscode.window.showWarningMessage(shortages[request](wanted, left, time), show).then((chosen) => {
    if (chosen === show) void vscode.commands.executeCommand('ossCdn.refreshTasks.focus');
  });
}

const shortages = {
  urls: (wanted, left, time) =>
    vscode.l10n.t(
      'Nothing was sent. URLs to refresh: {0}; left today: {1}. The quota is full again at 00:00 (UTC+8), {2} here.',
      wanted,
      left,
      time,
    ),
  directories: (wanted, left, time) =>
    vscode.l10n.t(
      'Nothing was sent. Folders to refresh: {0}; left today: {1}. The quota is full again at 00:00 (UTC+8), {2} here.',
      wanted,
      left,
      time,
    ),
  prefetches: (wanted, left, time) =>
    vscode.l10n.t(
      'Nothing was sent. URLs to prefetch: {0}; left today: {1}. The quota is full again at 00:00 (UTC+8), {2} here.',
      wanted,
      left,
      time,
    ),
} satisfies Record<Request, (wanted: number, left: number, time: string) => string>;

/** The tasks once they have ended, or `undefined` when the person no longer waits. */
function follow(
  { clock }: RefreshDeps,
  cdn: CdnPort,
  request: Request,
  urls: readonly string[],
  ids: readonly string[],
): Thenable<readonly RefreshTask[] | undefined> {
  const what = noticeText(subjectOf(urls));
  const title =
    request === 'prefetches' ? vscode.l10n.t('Prefetching: {0}', what) : vscode.l10n.t('Refreshing: {0}', what);
  const place = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  return vscode.window.withProgress(place, async (progress, token) => {
    const work = new AbortController();
    token.onCancellationRequested(() => work.abort());
    const usual = request === 'prefetches' ? '5-30' : '5-6';
    progress.report({ message: vscode.l10n.t('usually {0} minutes; it goes on when you cancel the wait', usual) });
    const onProgress = (percent: number) => progress.report({ message: `${percent} %` });
    const deadlineMs = request === 'prefetches' ? prefetchDeadlineMs : refreshDeadlineMs;
    const waiting = { clock, random: Math.random, deadlineMs, onProgress };
    return awaitTasks(cdn, ids, waiting, work.signal).catch(forgive);
  });
}

function forgive(error: unknown): undefined {
  if (isErrorOf(error, 'cancelled')) return undefined;
  throw error;
}

function tellEnd(request: Request, urls: readonly string[], tasks: readonly RefreshTask[]): void {
  const failed = tasks.filter(({ status }) => status === 'failed');
  if (failed.length > 0) {
    const message = failed[0]?.description;
    const subject = subjectOf(failed.map(({ url }) => url));
    throw new AppError('refreshFailed', { subject, ...(message && { message }) });
  }
  const what = subjectOf(urls);
  const done =
    request === 'prefetches'
      ? vscode.l10n.t('Prefetched: {0}', what)
      : vscode.l10n.t('Refreshed at the CDN: {0}', what);
  vscode.window.setStatusBarMessage(`$(check) ${done}`, 10_000);
}

function subjectOf(urls: readonly string[]): string {
  const [first = ''] = urls;
  return urls.length > 1 ? vscode.l10n.t('{0} and {1} more', first, urls.length - 1) : first;
}
