import type * as vscode from 'vscode';
import { l10n } from '../../../core/l10n.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import type { PublishFailure } from '../../../core/publishing/publication.js';
import { noticeText } from '../../../core/text/plainText.js';
import { executeCommand } from '../../../host/commandIds.js';
import { showError } from '../../../host/display.js';
import type { Publishing } from '../services.js';

/** Reports once per bucket that OSS refuses uploads over its public endpoint, and offers an upload domain. */
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
