import { l10n, window } from 'vscode';
import { bucketHost, findLeftHost, resetHostConfig } from '../core/domains/hostConfig.js';
import { isErrorOf } from '../core/errors.js';
import type { CdnDomain, CdnPort } from '../core/ports/cdn.js';
import type { ClockPort } from '../core/ports/local.js';

/**
 * Where CDN has kept the Host of another bucket after its origins were changed: shows that, and has CDN ask under the
 * new one when the person wants it. Leaves the Host alone where it may not be read.
 */
export async function offerHost(
  cdn: Pick<CdnPort, 'readConfigs' | 'setConfig' | 'deleteConfig'>,
  clock: ClockPort,
  domain: Pick<CdnDomain, 'name' | 'sources'>,
  signal: AbortSignal,
): Promise<void> {
  const left = await findLeftHost(cdn, domain, signal).catch((error: unknown) => {
    if (isErrorOf(error, 'forbidden')) return undefined;
    throw error;
  });
  if (!left) return;
  const next = bucketHost(domain.sources);
  const detail = [
    l10n.t(
      'CDN fetches from the new origin, but still sends the Host of another bucket. OSS finds the bucket by the Host: it would go on answering from that bucket, or refuse; other servers may not know this name.',
    ),
    [
      l10n.t('Before: {0}', left.args.domain_name ?? ''),
      l10n.t('After: {0}', next ?? l10n.t('none; CDN chooses one by itself')),
    ].join('\n'),
    l10n.t('Undo: Undo in the Activity view.'),
  ].join('\n\n');
  const set = next === undefined ? l10n.t('Remove Origin Host') : l10n.t('Set Origin Host');
  const question = l10n.t('Change the origin Host of {0} too?', domain.name);
  if ((await window.showWarningMessage(question, { modal: true, detail }, set)) !== set) return;
  await window.withProgress({ location: { viewId: 'ossCdn.explorer' } }, () =>
    resetHostConfig(cdn, clock, domain.name, left, next, signal),
  );
}
