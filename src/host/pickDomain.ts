import { l10n } from 'vscode';
import type { CdnDomain } from '../core/ports/cdn.js';
import type { FeatureDeps } from './deps.js';

/** Asks which CDN domain of the account; those without a label are not offered. `undefined` when the user cancels. */
export async function pickDomain(
  { session, ui }: Pick<FeatureDeps, 'session' | 'ui'>,
  labelOf: (domain: CdnDomain) => string | undefined,
): Promise<CdnDomain | undefined> {
  const { cdn } = await session.cloud();
  const work = new AbortController();
  const toItem = (domain: CdnDomain) => {
    const label = labelOf(domain);
    return label === undefined ? [] : { label, value: domain };
  };
  const reply = await ui.pick<CdnDomain>({
    title: l10n.t('CDN Domain'),
    placeholder: l10n.t('Choose a CDN domain'),
    items: cdn.listDomains(work.signal).then((domains) => domains.flatMap(toItem)),
  });
  work.abort();
  return reply.kind === 'value' ? reply.value : undefined;
}
