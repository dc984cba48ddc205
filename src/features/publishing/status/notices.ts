import type * as vscode from 'vscode';
import { AppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import type { PublishFailure } from '../../../core/publishing/publication.js';
import { noticeText } from '../../../core/text/plainText.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showError } from '../../../host/display.js';
import { presentError } from '../../../host/errors/presentError.js';
import type { Publishing } from '../services.js';

/** Reports that publishing has stopped because the keys are refused, and offers Sign In. Reports it again only after keys were accepted in between. */
export function registerKeysPrompt({ publisher, deps }: Pick<Publishing, 'publisher' | 'deps'>): vscode.Disposable {
  let isTold = false;
  return publisher.onDidChange(() => {
    const { state } = publisher;
    // These states do not occur while keys are refused.
    if (state.kind === 'uploading' || state.kind === 'refreshing' || state.kind === 'fresh') isTold = false;
    if (isTold || state.kind !== 'waiting' || state.reason !== 'keys' || state.cause?.kind !== 'error') return;
    // Refused keys may be valid by now: the latest save tries them first.
    if (deps.clock.now() >= (state.until ?? 0)) return;
    isTold = true;
    const error = new AppError(state.cause.error.kind, state.cause.error.details);
    const text = l10n.t('Publishing has stopped. {0}', errorText(error));
    void guard(deps.log, 'tell that the keys are refused', () => presentError(error, deps.log, [], text));
  });
}

/** Reports once that a newer version of this extension has changed the store. Until it is reloaded, this window only records saves for later. */
export function registerReloadNotice({ publisher, deps }: Pick<Publishing, 'publisher' | 'deps'>): vscode.Disposable {
  let isTold = false;
  return publisher.onDidChange(() => {
    if (isTold || !publisher.needsReload) return;
    isTold = true;
    void presentError(new AppError('storeNewer'), deps.log);
  });
}

/** Reports, once for each bucket, that OSS refuses uploads over its public endpoint, and offers to set up an upload domain. */
export function registerUploadDomainHint({ publisher }: Publishing): vscode.Disposable {
  const shown = new Set<string>();
  return publisher.onDidChange(() => {
    const { state } = publisher;
    if (state.kind !== 'failed') return;
    for (const { publication } of state.failures.filter(isRefused)) {
      const { bucket } = publication;
      if (shown.has(bucket.name)) continue;
      shown.add(bucket.name);
      void showHint(bucket);
    }
  });
}

function isRefused({ cause }: PublishFailure): boolean {
  return cause.kind === 'error' && cause.error.kind === 'publicEndpointForbidden';
}

async function showHint(bucket: BucketRef): Promise<void> {
  const setUp = l10n.t('Set Up Upload Domain');
  const open = l10n.t('Open Mapping File');
  const message = l10n.t(
    'OSS does not allow this account to upload over the public endpoint. Use a domain of yours that is bound to the bucket and points directly to OSS: {0}',
    noticeText(bucket.name),
  );
  const chosen = await showError(message, setUp, open);
  if (chosen === setUp) await executeCommand('ossCdn.onboard', bucket);
  if (chosen === open) await executeCommand('ossCdn.openMapping');
}
