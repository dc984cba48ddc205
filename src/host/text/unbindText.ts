import { l10n } from 'vscode';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { executeCommand } from '../commandIds.js';
import { showWarning } from '../display.js';

/** Why the origin host goes before the binding does, and under which Host CDN then asks; `undefined` where CDN chooses. */
export function hostGoesFirst(next: string | undefined): string {
  return next === undefined
    ? l10n.t(
        'CDN asks OSS under this domain. Without the binding OSS would answer NoSuchBucket, so this origin host is removed first: CDN then chooses one by itself.',
      )
    : l10n.t(
        'CDN asks OSS under this domain. Without the binding OSS would answer NoSuchBucket, so this origin host is replaced first: CDN then asks under {0}.',
        next,
      );
}

/** Takes the origin host away too: what the button of such an unbinding says. */
export function unbindButton(): string {
  return l10n.t('Remove Origin Host and Unbind');
}

/** Says why nothing was unbound, and offers to enable a domain that is disabled; `name` is the domain as people write it. */
export async function refuseUnbinding(
  { name: domain, status }: Pick<CdnDomain, 'name' | 'status'>,
  name: string,
): Promise<void> {
  const sentence = l10n.t(
    'Nothing was unbound: CDN asks OSS under this domain, and that can be changed only while the domain is online. Enable it, or wait until it is configured, then unbind it: {0}',
    name,
  );
  const enable = l10n.t('Enable Domain');
  const chosen = await showWarning(sentence, ...(status === 'offline' ? [enable] : []));
  if (chosen === enable) await executeCommand('ossCdn.enableDomain', domain);
}
