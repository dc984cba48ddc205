import type * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import type { PublishFailure } from '../../../core/publishing/publication.js';
import { isUnsent } from '../../../core/publishing/queueEntry.js';
import { unpublishedLine } from '../publishFiles.js';
import type { Publishing } from '../services.js';
import { failureText } from './queueRows.js';

/** Logs each failure once: its handling and, if the bucket does not have the file, the text of the list. */
export function logPublishFailures({ publisher, deps }: Publishing): vscode.Disposable {
  let logged = new Set<string>();
  const nameOf = ({ publication, cause }: PublishFailure) => publication.id + JSON.stringify(cause);
  return publisher.onDidChange(() => {
    const { state } = publisher;
    const failures = state.kind === 'failed' ? state.failures : [];
    const before = logged;
    logged = new Set(failures.map(nameOf));
    const isNew = failures.some((failure) => !before.has(nameOf(failure)));
    const failed = isNew ? publisher.list({ stages: ['failed'] }) : [];
    const unsent = new Set(failed.filter(isUnsent).map((entry) => entry.publication.id));
    for (const failure of failures) {
      if (before.has(nameOf(failure))) continue;
      const { publication, cause } = failure;
      if (cause.kind === 'error') {
        if (unsent.has(publication.id)) deps.log.debug(unpublishedLine(publication.label, failureText(cause)));
        deps.log.failure(`publish ${publication.label}`, new AppError(cause.error.kind, cause.error.details));
      } else
        deps.log.warn(`publish ${publication.label}: the edge is stale: ${cause.url} ${cause.etag ?? cause.status}`);
    }
  });
}
