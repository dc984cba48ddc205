import { l10n } from 'vscode';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { executeCommand } from '../commandIds.js';
import { showWarning } from '../display.js';

/** Why the origin host goes before the binding does, and under which Host CDN then asks; `undefined` where CDN chooses. */
export function hostGoesFirst(next: string | undefined): string {
  return next === undefined
    ? l10n.t(
        'This domain is the origin host. Without the binding, OSS would return NoSuchBucket, so the origin host will be removed first, and CDN will use its default.',
      )
    : l10n.t(
        'This domain is the origin host. Without the binding, OSS would return NoSuchBucket, so the origin host will first be changed to {0}.',
        next,
      );
}

/** Takes the origin host away too, or changes it to `next`: what the button of such an unbinding says. */
export function unbindButton(next: string | undefined): string {
  return next === undefined ? l10n.t('Remove Origin Host and Unbind') : l10n.t('Change Origin Host and Unbind');
}

/** Says why nothing was unbound, and offers to enable a domain that is disabled; `name` is the domain as people write it. */
export async function refuseUnbinding(
  { name: domain, status }: Pick<CdnDomain, 'name' | 'status'>,
  name: string,
): Promise<void> {
  const sentence = l10n.t(
    'The domain was not unbound: it is the origin host, which can be changed only while the domain is online. Enable the domain or wait until it is configured, then unbind it: {0}',
    name,
  );
  const enable = l10n.t('Enable Domain…');
  const chosen = await showWarning(sentence, ...(status === 'offline' ? [enable] : []));
  if (chosen === enable) await executeCommand('ossCdn.enableDomain', domain);
}
