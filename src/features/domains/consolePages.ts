import { showDomain } from '../../core/domainName.js';
import type { PickItem } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { consoleLinks, domainPageTitle } from '../../host/console/consoleLinks.js';
import { openUrl } from '../../host/console/openPage.js';
import type { DomainDeps } from './domainDeps.js';
import { openWork } from './domainDeps.js';

/** Asks for a page of a domain to open in the console. Each row shows the menu path. */
export async function openConsolePage(deps: DomainDeps, given?: string): Promise<void> {
  const name = given ?? (await openWork(deps, undefined))?.domain.name;
  if (name === undefined) return;
  const reply = await deps.ui.pick({
    title: l10n.t('Open Console Page: {0}', showDomain(name)),
    placeholder: l10n.t('Choose a page to open; its path in the console menu is shown below it'),
    items: pages(deps, name),
  });
  if (reply.kind === 'value') await openUrl(reply.value);
}

function pages({ settings }: DomainDeps, name: string): readonly PickItem<string>[] {
  const links = consoleLinks(settings.get('console'));
  const tabs = (['basic', 'backSrc', 'https', 'cache'] as const).map((page) => {
    const { url, menu } = links.cdnDomainPage(name, page);
    return { label: domainPageTitle(page), detail: menu, value: url };
  });
  return [
    ...tabs,
    {
      label: l10n.t('Refresh Records'),
      detail: l10n.t('In the CDN console: Refresh and Prefetch > Records'),
      value: links.cdnRefreshTasks(),
    },
    {
      label: l10n.t('All Domains'),
      detail: l10n.t('In the CDN console: Domain Names'),
      value: links.cdnDomains(),
    },
    {
      label: l10n.t('Certificates'),
      detail: l10n.t('In the Certificate Management Service console'),
      value: links.certificates(),
    },
    {
      label: l10n.t('Role for Private Buckets'),
      detail: l10n.t('RAM console: Roles > AliyunCDNAccessingPrivateOSSRole, created on Origin Fetch tab'),
      value: links.privateOssRole(),
    },
  ];
}
