import { awaitTasks, prefetchDeadlineMs, refreshDeadlineMs } from '../../core/cdn/awaitTasks.js';
import type { QueuedKind, RefreshKind } from '../../core/cdn/callLimits.js';
import { hostOf } from '../../core/cdn/callLimits.js';
import { nextReset, Quota } from '../../core/cdn/quota.js';
import { groupResults, isOfDomain, type Refusal, submitUrls } from '../../core/cdn/submitUrls.js';
import { showDomain } from '../../core/domainName.js';
import { AppError, toAppError } from '../../core/errors.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import type { RefreshTask } from '../../core/ports/cdn.js';
import type { Follow, FollowedTask } from '../../core/refresh/followTask.js';
import { countText } from '../../core/text/countText.js';
import { listText, noticeText } from '../../core/text/plainText.js';
import { shortTime } from '../../core/text/timeText.js';
import { executeCommand } from '../../host/commandIds.js';
import { guard } from '../../host/commands.js';
import { showBriefly, showWarning } from '../../host/display.js';
import { presentError } from '../../host/errors/presentError.js';
import type { RefreshDeps } from './refreshDeps.js';

/** The dependencies of sending in addition to `RefreshDeps`. */
export interface SendDeps extends RefreshDeps {
  /** Called when CDN has completed the tasks or the wait for them has ended. */
  onEnded(): void;
  readonly sendLater: SendLater;
  readonly follow: Follow;
}

/** Adds URLs of the signed-in account to the queue until the quota is reset. Resolves once they are on disk. */
type SendLater = (request: QueuedKind, urls: readonly string[]) => Promise<void>;

/**
 * Submits these URLs to CDN within the quota, queues the others, and reports those that are refused or `missing`. Follows the tasks until they are done or
 * the user no longer waits. Throws `refreshFailed` or `prefetchFailed` if CDN could not complete them.
 */
export async function sendUrls(
  deps: SendDeps,
  request: RefreshKind,
  urls: readonly string[],
  missing: readonly Refusal[] = [],
): Promise<void> {
  const { cdn } = await deps.session.cloud();
  const { signal } = new AbortController();
  const quota = new Quota();
  await quota.read(cdn, deps.clock.now(), signal);
  const results = await submitUrls(request, urls, { cdn, quota, signal });
  const { taskIds, sent, waiting, refused } = groupResults(results);
  const unkept = await queueRest(deps, request, sent.length, waiting);
  const unsent = [...missing, ...refused, ...unkept];
  const retry = (rest: readonly string[]) => sendUrls(deps, request, rest);
  // Not awaited: sent URLs are followed while the notification may stay open.
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

/** Queues the URLs beyond the quota. Resolves to the URLs that cannot be queued, instead of rejecting, so that the submitted ones are still followed. */
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

/** Reports how many URLs are sent, how many wait, and until when. */
function reportWaiting({ clock }: Pick<RefreshDeps, 'clock'>, sent: number, waiting: number): void {
  const message = l10n.t(
    "Today's quota is used up. {0} submitted; the other {2} will be submitted at 00:00 (UTC+8, {1} local time)",
    countText(sent),
    shortTime(nextReset(clock.now())),
    countText(waiting),
  );
  const show = l10n.t('Show Publishing Status');
  void showWarning(message, show).then((chosen) => {
    if (chosen === show) void executeCommand('ossCdn.showPublishing');
  });
}

function toFollowed(request: RefreshKind, sent: readonly string[]): FollowedTask {
  const what = noticeText(subjectOf(sent));
  return request === 'prefetches'
    ? {
        kind: 'prefetch',
        text: l10n.t('Prefetching: {0}', what),
        done: l10n.t('Prefetched: {0}', what),
        usual: l10n.t('usually 5 to 30 minutes'),
      }
    : {
        kind: 'refresh',
        text: l10n.t('Refreshing: {0}', what),
        done: l10n.t('Refreshed on CDN: {0}', what),
        usual: l10n.t('usually 5 to 6 minutes'),
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

/** Reports the URLs that were not sent, once and with all reasons, and offers to send them. */
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

/** Names the first of several URLs and counts the others. */
function subjectOf([first = '', ...more]: readonly string[]): string {
  return more.length > 0 ? l10n.t('{0} and {1} more', first, countText(more.length)) : first;
}

function toNamed({ urls, error }: Refusal): AppError {
  const hosts = [...new Set(urls.map(hostOf))];
  const subject = isOfDomain(error) ? listText(hosts.map(showDomain)) : subjectOf(urls);
  return new AppError(error.kind, { ...error.details, subject });
}
