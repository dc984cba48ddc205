import { meanPercent } from '../../../core/cdn/awaitTasks.js';
import { AppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { PublishCause, PublishState } from '../../../core/publishing/publication.js';
import { type EntryCounts, isParked } from '../../../core/publishing/queue/publishState.js';
import { countText } from '../../../core/text/countText.js';
import { listText, withRemark } from '../../../core/text/plainText.js';
import type { TaskUnderWay } from '../state/recentWork.js';
import { failureText } from './queueRows.js';

/** The content of the status bar item. */
export interface StatusBarContent {
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  readonly warning?: boolean;
}

/** The input of the status bar item. */
export interface StatusInput {
  readonly state: PublishState;
  readonly isTrusted: boolean;
  readonly isSignedIn: boolean;
  readonly isPaused: boolean;
  /** Part of a mapping file is invalid. */
  readonly hasProblems: boolean;
  /** Whether saves have an effect, and else why not. */
  readonly onSave: 'on' | 'declined' | 'off';
  /** The folders that are not published on save because the user declined. */
  readonly declined: readonly string[];
  /** Domains of the mapped folders that DNS does not lead to CDN yet. */
  readonly unreached: readonly string[];
  /** Refreshes and prefetches by hand. */
  readonly tasks: readonly TaskUnderWay[];
  /** Entries of this account in the queue. */
  readonly counts: EntryCounts;
  /** Some quota of the day is below a tenth. */
  readonly isQuotaLow: boolean;
  /** The common reason of all waiting entries, if known. */
  readonly cause?: PublishCause;
}

/** Chooses the most severe state; counts everything else beside it. */
export function toStatusBarContent(input: StatusInput): StatusBarContent {
  const { state, isPaused, isSignedIn } = input;
  if (!input.isTrusted)
    return content('shield', l10n.t('CDN: Restricted'), l10n.t('Trust this workspace to publish files on save'));
  if (state.kind === 'failed') return withOthers(failedContent(state), input);
  if (!isSignedIn) return content('account', l10n.t('CDN: Signed Out'), signInText());
  // Entries held by a pause are no reason.
  if (state.kind === 'waiting' && !(isPaused && state.reason === 'held'))
    return waitingContent({ ...state, count: Math.max(state.count, countWaiting(input)) }, input);
  if (state.kind === 'uploading' || state.kind === 'refreshing') return workingContent(state, input);
  // A success does not hide what the user has just done, or has to do.
  if (state.kind === 'fresh' && !isPaused && !input.hasProblems) return workingContent(state, input);
  if (input.tasks.length > 0) return withQuota(tasksContent(input.tasks), input);
  if (input.hasProblems) return problemsContent();
  if (isPaused) return pausedContent(state);
  return restContent(input);
}

function restContent({ onSave, declined, isQuotaLow }: StatusInput): StatusBarContent {
  if (onSave !== 'on') {
    const tooltip =
      onSave === 'declined'
        ? l10n.t('Nothing is published on save because you declined it. Click to allow it')
        : l10n.t('Nothing is published on save: all mappings are off');
    return content('circle-slash', l10n.t('CDN: Publishing Off'), tooltip);
  }
  if (isQuotaLow) return content('warning', l10n.t('CDN: Quota Low'), lowText());
  const off = declined.length > 0 ? [l10n.t('Not published because you declined it: {0}', listText(declined))] : [];
  return content('cloud', l10n.t('CDN'), [l10n.t('Files saved in mapped folders are published'), ...off].join('\n'));
}

function tasksContent(tasks: readonly TaskUnderWay[]): StatusBarContent {
  const text = l10n.t('CDN: {0}', tasksText(tasks));
  return content('sync~spin', text, tasks.map((task) => withRemark(task.text, task.usual)).join('\n'));
}

function tasksText(tasks: readonly TaskUnderWay[]): string {
  const percent = meanPercent(tasks);
  const isPrefetch = tasks.every(({ kind }) => kind === 'prefetch');
  return isPrefetch ? l10n.t('Prefetching {0} %', percent) : l10n.t('Refreshing {0} %', percent);
}

/** Adds the counts of other entries: running, then waiting, with the reasons in the tooltip. */
function withOthers(given: StatusBarContent, input: StatusInput): StatusBarContent {
  const { state, counts, tasks } = input;
  const { send = 0, refresh = 0, task = 0, prefetch = 0 } = counts;
  // Unsent entries wait.
  const runs = !isBlocked(state);
  const refreshing = refresh + task + prefetch;
  const waiting = state.kind === 'waiting' ? 0 : countWaiting(input);
  const others = [
    ...(runs && send > 0 && state.kind !== 'uploading' ? [l10n.t('Uploading {0}', countText(send))] : []),
    ...(runs && refreshing > 0 && state.kind !== 'refreshing' ? [l10n.t('Refreshing {0}', countText(refreshing))] : []),
    ...(tasks.length > 0 ? [tasksText(tasks)] : []),
    ...(waiting > 0 ? [l10n.t('{0} Waiting', countText(waiting))] : []),
  ];
  const text = [given.text, ...others].join(' · ');
  return { ...given, text, tooltip: [given.tooltip, ...waitLines(input)].join('\n') };
}

function countWaiting({ state, counts, isPaused }: StatusInput): number {
  const { conflict = 0, held = 0, parked = 0 } = counts;
  // Entries held by a pause are shown as paused.
  const own = conflict + parked + (isPaused ? 0 : held);
  return isBlocked(state) ? state.count + own : own;
}

/** The numbers of waiting entries by reason, without the reason of the state. */
function waitLines({ state, counts, isPaused }: StatusInput): readonly string[] {
  const { conflict = 0, held = 0, parked = 0 } = counts;
  const reason = state.kind === 'waiting' ? state.reason : undefined;
  return [
    ...(conflict > 0 && reason !== 'conflict' ? [l10n.t('Conflicts: {0}', countText(conflict))] : []),
    ...(held > 0 && reason !== 'held' && !isPaused ? [l10n.t('On hold: {0}', countText(held))] : []),
    ...(parked > 0 && !isParked(state) ? [l10n.t("Waiting for tomorrow's quota: {0}", countText(parked))] : []),
  ];
}

/** Returns whether nothing is sent. */
function isBlocked(state: PublishState): state is Extract<PublishState, { kind: 'waiting' }> {
  return state.kind === 'waiting' && !['conflict', 'held', 'quota', 'prefetchQuota'].includes(state.reason);
}

/** Warns before the quota runs out, while it can still be saved for what matters. */
function withQuota(given: StatusBarContent, { isQuotaLow }: StatusInput): StatusBarContent {
  if (!isQuotaLow) return given;
  return { ...given, text: l10n.t('{0} · Quota Low', given.text), tooltip: `${given.tooltip}\n${lowText()}` };
}

function lowText(): string {
  return l10n.t("Today's quota is almost used up. Anything over it is sent after 00:00 (UTC+8)");
}

function content(icon: string, text: string, tooltip: string): StatusBarContent {
  return { icon, text, tooltip };
}

function problemsContent(): StatusBarContent {
  const tooltip = l10n.t('.vscode/oss-cdn.json has invalid entries, which are not published: see the Problems view');
  return { ...content('warning', l10n.t('CDN: Invalid Mapping'), tooltip), warning: true };
}

function pausedContent(state: PublishState): StatusBarContent {
  const tooltip =
    state.kind === 'waiting'
      ? l10n.t('Publishing is paused. Saved files on hold: {0}', countText(state.count))
      : l10n.t('Publishing is paused. Saved files are on hold until you resume it');
  return content('debug-pause', l10n.t('CDN: Publishing Paused'), tooltip);
}

function failedContent({ failures, count }: Extract<PublishState, { kind: 'failed' }>): StatusBarContent {
  const tooltip = failures.slice(0, 5).map(({ cause }) => failureText(cause));
  return { ...content('error', l10n.t('CDN: {0} Failed', countText(count)), tooltip.join('\n')), warning: true };
}

type Working = Extract<PublishState, { kind: 'uploading' | 'refreshing' | 'fresh' }>;

function workingContent(state: Working, input: StatusInput): StatusBarContent {
  return withQuota(withOthers(workFace(state, input), input), input);
}

function workFace(state: Working, { unreached }: StatusInput): StatusBarContent {
  switch (state.kind) {
    case 'uploading':
      return content(
        'sync~spin',
        l10n.t('CDN: Uploading {0}', countText(state.count)),
        l10n.t('Uploading saved files to the bucket'),
      );
    case 'refreshing':
      return content(
        'sync~spin',
        l10n.t('CDN: Refreshing {0}', countText(state.count)),
        l10n.t('The saved files are in the bucket. CDN is clearing its old copies, which takes 5 to 6 minutes'),
      );
    case 'fresh':
      return freshContent(state, unreached);
  }
}

function waitingContent(
  { reason, count, cause: refusal }: Extract<PublishState, { kind: 'waiting' }>,
  input: StatusInput,
): StatusBarContent {
  const { cause } = input;
  if (reason === 'keys') return keysContent(count, refusal);
  const reasons = {
    conflict: l10n.t('Objects were changed in the bucket outside this extension: compare, overwrite, or skip them'),
    held: l10n.t('Changes made outside the editor or while paused are on hold until you publish them'),
    quota: l10n.t("Today's CDN refresh quota is used up. Publishing resumes after 00:00 (UTC+8)"),
    prefetchQuota: l10n.t("Today's CDN prefetch quota is used up. Prefetching resumes after 00:00 (UTC+8)"),
    offline: l10n.t('No network connection. Publishing resumes automatically'),
    proxy: l10n.t('The proxy refuses the connection. Publishing resumes when the proxy allows it'),
    disk: l10n.t('Saved files cannot be recorded on this computer. Publishing resumes when the disk is writable again'),
    reload: errorText(new AppError('storeNewer')),
    overdue: errorText(new AppError('overdue')),
    signedOut: signInText(),
  };
  const isTold = cause && (reason === 'offline' || reason === 'proxy' || reason === 'signedOut');
  const face = content(
    'watch',
    l10n.t('CDN: {0} Waiting', countText(count)),
    isTold ? failureText(cause) : reasons[reason],
  );
  // These pass without the user.
  const passes = reason === 'offline' || reason === 'quota' || reason === 'prefetchQuota';
  return { ...withOthers(face, input), warning: !passes };
}

/** Nothing is sent until there are other keys, so everything waits for them. */
function keysContent(count: number, refusal: PublishCause | undefined): StatusBarContent {
  const tooltip = [refusal ? failureText(refusal) : signInText(), l10n.t('Files waiting: {0}', countText(count))];
  return { ...content('account', l10n.t('CDN: Sign In Again'), tooltip.join('\n')), warning: true };
}

function signInText(): string {
  return l10n.t('Sign in to publish files on save');
}

function freshContent(
  { count, unproven }: Extract<PublishState, { kind: 'fresh' }>,
  unreached: readonly string[],
): StatusBarContent {
  // Visitors still get what DNS leads to.
  if (unreached.length > 0)
    return content(
      'check',
      l10n.t('CDN: Uploaded'),
      l10n.t('CDN has the files; visitors get them once DNS leads to CDN: {0}', listText(unreached)),
    );
  return unproven > 0
    ? content(
        'check',
        l10n.t('CDN: Refreshed'),
        l10n.t(
          'CDN has refreshed the saved files, but no edge node could be reached to check them. Files not checked: {0}',
          countText(unproven),
        ),
      )
    : content(
        'check',
        l10n.t('CDN: Fresh'),
        l10n.t('The edge node that responded serves the saved content. Files: {0}', countText(count)),
      );
}
