import { l10n } from 'vscode';
import type { PickItem } from '../../../core/form.js';
import type { BusinessType, CdnPort, CdnRegion } from '../../../core/ports/cdn.js';
import { nameRegion, nameType } from '../../../host/text/domainText.js';

/** What each business type is for; `holdsLarge` says that the bucket holds files over 20 MB. */
export function businessTypeItems(holdsLarge: boolean): readonly PickItem<BusinessType | 'dcdn'>[] {
  return [
    {
      label: nameType('web'),
      ...(!holdsLarge && { description: l10n.t('recommended for websites') }),
      detail: l10n.t('Small static content of a website: images, style sheets, scripts, small files'),
      value: 'web',
    },
    {
      label: nameType('download'),
      ...(holdsLarge && { description: l10n.t('your bucket holds files over 20 MB') }),
      detail: l10n.t('Static files larger than 20 MB: installers, updates, ROMs, and app downloads'),
      value: 'download',
    },
    {
      label: nameType('video'),
      detail: l10n.t('Video or audio on demand'),
      value: 'video',
    },
    {
      label: 'DCDN',
      description: l10n.t('Dynamic Route for CDN (Classic)'),
      detail: l10n.t('For dynamic content, in its own console; your answers go to the clipboard'),
      value: 'dcdn',
    },
  ];
}

/** How the ICP filing of a domain stands. */
type Filing = Awaited<ReturnType<CdnPort['checkIcp']>>;

/**
 * The regions with what each requires, and how the domain's ICP filing stands; `staysUnbound` says that OSS does not bind
 * the domain to the chosen bucket without one.
 */
export function regionItems(filing: Filing, staysUnbound: boolean): readonly PickItem<CdnRegion>[] {
  const stands = describeFiling(filing);
  const needed =
    filing === 'filed'
      ? l10n.t('Requires an ICP filing with the MIIT, which the domain has')
      : l10n.t('Requires an ICP filing with the MIIT');
  const free = staysUnbound
    ? l10n.t('No ICP filing is required, but without one OSS does not bind it to this bucket')
    : l10n.t('No ICP filing is required');
  return [
    { label: nameRegion('domestic'), description: stands, detail: needed, value: 'domestic' },
    { label: nameRegion('global'), description: stands, detail: needed, value: 'global' },
    { label: nameRegion('overseas'), detail: free, value: 'overseas' },
  ];
}

function describeFiling(filing: Filing): string {
  if (filing === 'filed') return l10n.t('ICP filing found');
  return filing === 'notFiled' ? l10n.t('no ICP filing found') : l10n.t('ICP filing could not be checked');
}
