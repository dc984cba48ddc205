import { directoryCostText, directoryEffectText, effectTimeText, urlCostText } from '../../core/cdn/quota.js';
import { showDomain } from '../../core/domainName.js';
import { l10n } from '../../core/l10n.js';
import { listText } from '../../core/text/plainText.js';
import { quoted } from '../../core/text/visibleText.js';
import type { ChangeOutlook } from './changeOutlook.js';

/** Where CDN has cached copies, and the cost of a refresh. */
export function cachedCopiesText({ serving }: ChangeOutlook): string {
  if (!serving) return l10n.t('Whether CDN serves cached copies could not be checked.');
  const { wildcards, refresh } = serving;
  const stays = l10n.t(
    'CDN cannot refresh wildcard domains; they serve cached copies until these expire: {0}',
    listText(wildcards.map(showDomain)),
  );
  return [...(refresh ? [refreshText(refresh)] : []), ...(wildcards.length > 0 ? [stays] : [])].join('\n\n');
}

type Refresh = NonNullable<NonNullable<ChangeOutlook['serving']>['refresh']>;

function refreshText({ hosts, cost, left }: Refresh): string {
  const names = listText(hosts.map(({ name }) => name));
  return [
    l10n.t('CDN serves its cached copies until they are refreshed or expire: {0}', names),
    ...(cost.kind === 'directory'
      ? [directoryText(cost.via), directoryEffectText(), directoryCostText(cost.directories, left.directories)]
      : []),
    ...(cost.urls > 0 ? [urlCostText(cost.urls, left.urls)] : []),
    effectTimeText(),
  ].join('\n');
}

function directoryText(via: string): string {
  return via === '/' ? l10n.t('Directory: / (everything on each domain)') : l10n.t('Directory: {0}', quoted(via));
}
