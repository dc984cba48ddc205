import * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import type { PublishCause } from '../../../core/publishing/publication.js';
import { errorText } from '../../../host/errors/presentError.js';
import { noticeText } from '../../../host/plainText.js';

/** One sentence saying why a file did not end fresh. */
export function failureText(cause: PublishCause): string {
  if (cause.kind === 'stale') {
    const served = noticeText(cause.etag ?? (cause.status === undefined ? '' : `HTTP ${cause.status}`));
    const url = noticeText(cause.url);
    return vscode.l10n.t('Refreshed, but the edge still serves different content ({0}): {1}', served, url);
  }
  const { kind, details } = cause.error;
  if (kind === 'badFile') return badFileText(details.code, details.subject ?? '');
  return errorText(new AppError(kind, details));
}

/** Why a file is not uploaded. */
export function badFileText(code: string | undefined, given: string): string {
  const subject = noticeText(given);
  if (code === 'gone') return vscode.l10n.t('The file is no longer on disk: {0}', subject);
  if (code === 'outside') return vscode.l10n.t('A symbolic link points outside the mapped folder: {0}', subject);
  if (code === 'secret')
    return vscode.l10n.t('Not published because the content looks like a secret, such as an AccessKey: {0}', subject);
  if (code === 'neverUploaded')
    return vscode.l10n.t('This file may contain secrets or local state and is never published: {0}', subject);
  return errorText(new AppError('badFile', { subject, ...(code !== undefined && { code }) }));
}
