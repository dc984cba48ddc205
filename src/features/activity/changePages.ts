import { l10n } from 'vscode';
import type { ActivityEntry, Place } from '../../core/activity/activity.js';
import { showDomain } from '../../core/domainName.js';
import type { PickItem } from '../../core/form.js';
import type { ConsoleLinks } from '../../host/consoleLinks.js';
import { bucketDomainsMenu, domainMenu } from '../../host/domainPages.js';

/** The pages where a change can be seen or finished by hand, and what the vendor says of its error. */
export function changePages(entry: ActivityEntry, links: ConsoleLinks): readonly PickItem<string>[] {
  const place = entry.place ? placePages(entry.place, links) : [];
  const { failed, requestId } = entry;
  if (failed === undefined) return place;
  const value = links.errorHelp({ code: failed, product: productOf(entry), ...(requestId && { requestId }) });
  return [...place, { label: l10n.t('Error Center: {0}', failed), value }];
}

function placePages(place: Place, links: ConsoleLinks): readonly PickItem<string>[] {
  switch (place.kind) {
    case 'zone':
      return [
        {
          label: l10n.t('DNS Records: {0}', place.zone),
          detail: l10n.t('In the DNS console: Authoritative Zones > {0}', place.zone),
          value: links.zone(place.zone),
        },
      ];
    case 'domain': {
      const name = showDomain(place.domain);
      return [
        {
          label: l10n.t('CDN Domain: {0}', name),
          detail: domainMenu(place.page, name),
          value: links.cdnDomainPage(place.domain, place.page),
        },
      ];
    }
    case 'bucketDomains':
      return [
        {
          label: l10n.t('Domain Names of Bucket: {0}', place.bucket.name),
          detail: bucketDomainsMenu(place.bucket.name),
          value: links.bucketDomains(place.bucket),
        },
      ];
  }
}

/** The vendor's product of a call, as its error centre spells it. */
function productOf({ action, place }: ActivityEntry): string {
  if (place?.kind === 'bucketDomains') return 'Oss';
  if (place?.kind === 'zone' || action.includes('DomainRecord')) return 'Alidns';
  return /Object$|Cname/.test(action) ? 'Oss' : 'Cdn';
}
