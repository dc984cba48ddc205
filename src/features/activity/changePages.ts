import { l10n } from 'vscode';
import type { ActivityEntry, ChangePlace } from '../../core/activity/activity.js';
import { showDomain } from '../../core/domainName.js';
import type { PickItem } from '../../core/form.js';
import type { ConsoleLinks, MenuPage } from '../../host/console/consoleLinks.js';
import { productOf } from '../../host/errors/errorHelp.js';

/** The pages where a change can be seen or finished by hand, and what the vendor says of its error. */
export function changePages(entry: ActivityEntry, links: ConsoleLinks): readonly PickItem<string>[] {
  const place = entry.place ? placePages(entry.place, links) : [];
  const { failed, requestId } = entry;
  if (failed === undefined) return place;
  const value = links.errorHelp({
    code: failed,
    product: productOf(entry.action) ?? 'Oss',
    ...(requestId && { requestId }),
  });
  return [...place, { label: l10n.t('Error Center: {0}', failed), value }];
}

function placePages(place: ChangePlace, links: ConsoleLinks): readonly PickItem<string>[] {
  const row = (label: string, { url, menu }: MenuPage) => [{ label, detail: menu, value: url }];
  switch (place.kind) {
    case 'zone':
      return row(l10n.t('DNS Records: {0}', place.zone), links.zone(place.zone));
    case 'domain':
      return row(l10n.t('CDN Domain: {0}', showDomain(place.domain)), links.cdnDomainPage(place.domain, place.page));
    case 'bucket':
      return row(l10n.t('Bucket: {0}', place.bucket.name), links.bucket(place.bucket));
    case 'bucketDomains':
      return row(l10n.t('Bucket Domain Names: {0}', place.bucket.name), links.bucketDomains(place.bucket));
  }
}
