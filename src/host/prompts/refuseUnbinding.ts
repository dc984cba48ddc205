import { l10n } from '../../core/l10n.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { executeCommand } from '../commandIds.js';
import { showWarning } from '../display.js';

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
