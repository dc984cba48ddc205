import { AppError, type ErrorDetails } from '../../../core/errors.js';
import { policyFor } from '../../../core/errorTexts/denialText.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { PublishCause } from '../../../core/publishing/publication.js';
import { canRetryNow } from '../../../core/publishing/queue/retryPolicy.js';
import {
  causeOf,
  type Entry,
  type EntryAt,
  retryOf,
  type UserCommand,
  unsentOf,
} from '../../../core/publishing/queueEntry.js';
import { secretText } from '../../../core/publishing/secrets/secretText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { dateTimeText } from '../../../core/text/timeText.js';
import { buttonLabel } from '../../../host/errors/errorButtons.js';

/** An action on a queue entry: a user command that changes the queue, or something that only concerns this window. */
export type EntryAction = UserCommand['kind'] | 'compare' | 'setUpUploadDomain' | 'allowFile' | 'copyPolicy';

/** A button of a queue entry. */
interface EntryButton {
  readonly act: EntryAction;
  readonly label: string;
  readonly icon: string;
}

/** The row of a queue entry. Pressing Enter runs its first button, unless that button must be chosen deliberately. */
export interface EntryRow {
  readonly entry: Entry;
  readonly icon: string;
  readonly words: string;
  readonly detail?: string;
  readonly buttons: readonly EntryButton[];
}

/** Describes a queue entry and its actions. `now` is in ms since the epoch. */
export function toRow(entry: Entry, now: number): EntryRow {
  const buttons = toButtons(entry);
  const cause = causeOf(entry) ?? unsentOf(entry).urlError;
  const detail = cause && failureText(cause);
  return { entry, ...toWords(entry, now), buttons, ...(detail && { detail }) };
}

/** Sorts the queue entries and returns the first `most` as rows: those that need the user come first, then waiting ones, then running ones. */
export function sortRows(entries: readonly Entry[], most: number, now: number): readonly EntryRow[] {
  const sorted = [...entries].sort((left, right) => rank(left) - rank(right) || left.at - right.at);
  return sorted.slice(0, most).map((entry) => toRow(entry, now));
}

/** Returns the label of the action that overrides another author's change. */
export function overwriteLabel({ publication }: Entry): string {
  return publication.act === 'delete' ? l10n.t('Delete Anyway') : l10n.t('Overwrite');
}

function rank(entry: Entry): number {
  const order = ['failed', 'conflict', 'held', 'waiting', 'send', 'refresh', 'task', 'prefetch'];
  return order.indexOf(retryOf(entry) ? 'waiting' : entry.stage);
}

function toWords(entry: Entry, now: number): Pick<EntryRow, 'icon' | 'words'> {
  const { stage, publication } = entry;
  if (stage === 'failed') return { icon: 'error', words: l10n.t('Failed') };
  if (stage === 'conflict')
    return {
      icon: 'git-compare',
      words: entry.remote.etag
        ? l10n.t('Changed in the bucket outside this extension')
        : l10n.t('Deleted from the bucket outside this extension'),
    };
  if (stage === 'held') return { icon: 'debug-pause', words: l10n.t('On hold') };
  const retry = retryOf(entry);
  if (retry) return { icon: 'watch', words: l10n.t('Waiting; next retry at {0}', dateTimeText(retry.at, now)) };
  if (stage === 'send')
    return {
      icon: 'cloud-upload',
      words: publication.act === 'delete' ? l10n.t('Being deleted') : l10n.t('Uploading'),
    };
  return { icon: 'sync', words: stage === 'prefetch' ? l10n.t('Prefetching') : l10n.t('Refreshing') };
}

function toButtons(entry: Entry): readonly EntryButton[] {
  switch (entry.stage) {
    case 'failed':
      return [...toWaysOut(entry), { act: 'dismiss', label: l10n.t('Dismiss'), icon: 'close' }];
    case 'conflict':
      return [
        { act: 'compare', label: l10n.t('Compare'), icon: 'diff' },
        { act: 'overwrite', label: overwriteLabel(entry), icon: 'check' },
        { act: 'skip', label: l10n.t('Skip'), icon: 'close' },
      ];
    case 'held':
      return [
        { act: 'publishHeld', label: l10n.t('Publish'), icon: 'cloud-upload' },
        { act: 'dropHeld', label: l10n.t('Discard'), icon: 'trash' },
      ];
    default:
      return [
        ...(canRetryNow(entry) ? [retryButton()] : []),
        { act: 'cancel', label: l10n.t('Cancel'), icon: 'close' },
      ];
  }
}

function retryButton(): EntryButton {
  return { act: 'retry', label: l10n.t('Retry'), icon: 'refresh' };
}

/** Returns the buttons that resolve a failure. A button that sets up something missing comes before the retry. */
function toWaysOut({ cause }: EntryAt<'failed'>): readonly EntryButton[] {
  const retry = retryButton();
  const error = cause.kind === 'error' ? cause.error : undefined;
  if (error?.kind === 'publicEndpointForbidden')
    return [{ act: 'setUpUploadDomain', label: l10n.t('Set Up Upload Domain'), icon: 'rocket' }, retry];
  if (error && policyFor(new AppError(error.kind, error.details)) !== undefined)
    return [retry, { act: 'copyPolicy', label: buttonLabel('policy'), icon: 'copy' }];
  const { code } = error?.details ?? {};
  if (error?.kind === 'badFile' && (code === 'secret' || code === 'neverUploaded'))
    return [retry, { act: 'allowFile', label: l10n.t('Allow This File…'), icon: 'warning' }];
  return [retry];
}

/** Describes in one sentence why a file was not published or is not fresh at the edge. */
export function failureText(cause: PublishCause): string {
  if (cause.kind === 'stale') {
    const served = noticeText(cause.etag ?? (cause.status === undefined ? '' : `HTTP ${cause.status}`));
    const url = noticeText(cause.url);
    return l10n.t('Refreshed, but the edge still serves different content ({0}): {1}', served, url);
  }
  const { kind, details } = cause.error;
  if (kind === 'badFile') return badFileText(details.code, details.subject ?? '', details.secret);
  return errorText(new AppError(kind, details));
}

/** Describes why a file is not uploaded. */
export function badFileText(code: string | undefined, given: string, secret?: ErrorDetails['secret']): string {
  const subject = noticeText(given);
  if (code === 'gone') return l10n.t('The file is no longer on disk: {0}', subject);
  if (code === 'outside') return l10n.t('A symbolic link points outside the mapped folder: {0}', subject);
  if (code === 'secret')
    return secret
      ? l10n.t('Not published because the content looks like a secret ({0}): {1}', secretText(secret), subject)
      : l10n.t('Not published because the content looks like a secret, such as an AccessKey: {0}', subject);
  if (code === 'neverUploaded')
    return l10n.t('This file may contain secrets or local state and is never published: {0}', subject);
  return errorText(new AppError('badFile', { subject, ...(code !== undefined && { code }) }));
}
