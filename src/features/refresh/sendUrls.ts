import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { awaitTasks, prefetchDeadlineMs, refreshDeadlineMs } from '../../core/cdn/awaitTasks.js';
import type { QueuedKind, RefreshKind } from '../../core/cdn/callLimits.js';
import { hostOf } from '../../core/cdn/callLimits.js';
import { isOfDomain } from '../../core/cdn/callWithBisection.js';
import { nextReset } from '../../core/cdn/quota.js';
import { showDomain } from '../../core/domainName.js';
import { AppError, toAppError } from '../../core/errors.js';
import type { RefreshTask } from '../../core/ports/cdn.js';
import type { Follow, FollowedTask } from '../../core/refresh/followTask.js';
import { type Refusal, submit } from '../../core/refresh/submit.js';
import { countText } from '../../core/text/countText.js';
import { listText, noticeText } from '../../core/text/plainText.js';
import { shortTime } from '../../core/text/timeText.js';
import { executeCommand } from '../../host/commandIds.js';
import { guard } from '../../host/commands.js';
import { showBriefly, showWarning } from '../../host/display.js';
import { errorText, presentError } from '../../host/errors/presentError.js';
import type { RefreshDeps } from './refreshDeps.js';

/** What sending needs besides. */
export interface SendDeps extends RefreshDeps {
  /** The wait is over. */
  onEnded(): void;
  readonly sendLater: SendLater;
  readonly follow: Follow;
}

/** Keeps URLs of the signed-in account in the queue until the quota is whole again; resolves once they are on disk. */
export type SendLater = (request: QueuedKind, urls: readonly string[]) => Promise<void>;

/**
 * Submits these URLs to CDN as far as the quota allows, queues the others, reports what was refused beside
 * what is `missing` anyway, and follows it until it is done or the user no longer waits. Throws `refreshFailed` or
 * `prefetchFailed` when CDN could not carry it out.
 */
export async function sendUrls(
  deps: SendDeps,
  request: RefreshKind,
  urls: readonly string[],
  missing: readonly Refusal[] = [],
): Promise<void> {
  const { cdn } = await deps.session.cloud();
  const { taskIds, sent, waiting, refused } = await submit(cdn, request, urls, new AbortController().signal);
  const unkept = await queueRest(deps, request, sent.length, waiting);
  const unsent = [...missing, ...refused, ...unkept];
  const retry = (rest: readonly string[]) => sendUrls(deps, request, rest);
  // Not awaited: what was sent is followed while the user may leave the notification open.
  if (unsent.length > 0)
    void reportUnsent(deps, unsent, { total: new Set([...urls, ...missing.flatMap((each) => each.urls)]).size, retry });
  if (sent.length === 0) return;
  const task = toFollowed(request, sent);
  const work: Parameters<Follow>[1] = async (onProgress, signal) => {
    const deadlineMs = request === 'prefetches' ? prefetchDeadlineMs : refreshDeadlineMs;
    const waiting = { clock: deps.clock, random: Math.random, deadlineMs, onProgress };
    reportEnd(task, await awaitTasks(cdn, taskIds, waiting, signal));
  };
  await deps.follow(task, work).finally(() => deps.onEnded());
}

/** Answers what cannot even wait, so that the rest is followed all the same. */
async function queueRest(
  deps: SendDeps,
  request: RefreshKind,
  sent: number,
  waiting: readonly string[],
): Promise<readonly Refusal[]> {
  if (waiting.length === 0) return [];
  if (request === 'patterns') return [{ urls: waiting, error: new AppError('quotaExceeded') }];
  try {
    await deps.sendLater(request, waiting);
    reportWaiting(deps, sent, waiting.length);
    return [];
  } catch (caught) {
    return [{ urls: waiting, error: toAppError(caught) }];
  }
}

/** Says what is sent, what waits and until when. */
function reportWaiting({ clock }: Pick<RefreshDeps, 'clock'>, sent: number, waiting: number): void {
  const message = vscode.l10n.t(
    "Today's quota is used up. {0} submitted; the other {2} will be submitted at 00:00 (UTC+8, {1} local time)",
    countText(sent),
    shortTime(nextReset(clock.now())),
    countText(waiting),
  );
  const show = vscode.l10n.t('Show Publishing Status');
  void showWarning(message, show).then((chosen) => {
    if (chosen === show) void executeCommand('ossCdn.showPublishing');
  });
}

function toFollowed(request: RefreshKind, sent: readonly string[]): FollowedTask {
  const what = noticeText(subjectOf(sent));
  return request === 'prefetches'
    ? {
        kind: 'prefetch',
        text: vscode.l10n.t('Prefetching: {0}', what),
        done: vscode.l10n.t('Prefetched: {0}', what),
        usual: vscode.l10n.t('usually 5 to 30 minutes'),
      }
    : {
        kind: 'refresh',
        text: vscode.l10n.t('Refreshing: {0}', what),
        done: vscode.l10n.t('Refreshed on CDN: {0}', what),
        usual: vscode.l10n.t('usually 5 to 6 minutes'),
      };
}

function reportEnd({ kind, done }: FollowedTask, tasks: readonly RefreshTask[]): void {
  const failed = tasks.filter(({ status }) => status === 'failed');
  if (failed.length > 0) {
    const message = failed[0]?.description;
    const subject = subjectOf(failed.map(({ url }) => url));
    throw new AppError(kind === 'prefetch' ? 'prefetchFailed' : 'refreshFailed', {
      subject,
      ...(message && { message }),
    });
  }
  showBriefly(`$(check) ${done}`, 10_000);
}

/** Says how many of all URLs were not sent, which they are and why, once for all reasons, and offers to send just them. */
async function reportUnsent(
  { log }: Pick<RefreshDeps, 'log'>,
  refusals: readonly Refusal[],
  { total, retry }: { readonly total: number; readonly retry: (urls: readonly string[]) => Promise<void> },
): Promise<void> {
  const named = refusals.filter(({ error }) => error.kind !== 'cancelled').map(toNamed);
  const [first] = named;
  if (!first) return;
  for (const error of named) log.failure('send URLs to CDN', error);
  const urls = refusals.flatMap((refusal) => refusal.urls);
  const why = named.map(errorText).join('; ');
  const isAll = urls.length === total && named.length === 1;
  const text = isAll
    ? why
    : l10n.t('Not sent to CDN: {0} of {1} URLs. {2}', countText(urls.length), countText(total), why);
  const again = () => guard(log, 'retry sending', () => retry(urls));
  await presentError(first, log, [{ label: l10n.t('Retry'), act: again }], text);
}

/** The first of several, and how many more there are. */
function subjectOf([first = '', ...more]: readonly string[]): string {
  return more.length > 0 ? l10n.t('{0} and {1} more', first, countText(more.length)) : first;
}

function toNamed({ urls, error }: Refusal): AppError {
  const hosts = [...new Set(urls.map(hostOf))];
  const subject = isOfDomain(error) ? listText(hosts.map(showDomain)) : subjectOf(urls);
  return new AppError(error.kind, { ...error.details, subject });
}
