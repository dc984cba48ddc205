import { l10n } from 'vscode';
import { countText } from '../bucketText.js';

/** What of the day's quota directories take. */
export function directoryCostText(wanted: number, left: number | undefined): string {
  if (left === undefined) return l10n.t("Uses {0} of today's directory refreshes.", countText(wanted));
  return wanted > left
    ? l10n.t(
        'Uses {0} directory refreshes, but only {1} are left today. The rest waits until tomorrow.',
        countText(wanted),
        countText(left),
      )
    : l10n.t('Uses {0} of the {1} directory refreshes left today.', countText(wanted), countText(left));
}

/** What of the day's quota URLs take. */
export function urlCostText(wanted: number, left: number | undefined): string {
  if (left === undefined) return l10n.t("Uses {0} of today's URL refreshes.", countText(wanted));
  return wanted > left
    ? l10n.t(
        'Uses {0} URL refreshes, but only {1} are left today. The rest waits until tomorrow.',
        countText(wanted),
        countText(left),
      )
    : l10n.t('Uses {0} of the {1} URL refreshes left today.', countText(wanted), countText(left));
}

/** What of the day's quota prefetches take. */
export function prefetchCostText(wanted: number, left: number | undefined): string {
  if (left === undefined) return l10n.t("Uses {0} of today's prefetches.", countText(wanted));
  return wanted > left
    ? l10n.t(
        'Uses {0} prefetches, but only {1} are left today. The rest waits until tomorrow.',
        countText(wanted),
        countText(left),
      )
    : l10n.t('Uses {0} of the {1} prefetches left today.', countText(wanted), countText(left));
}

/** What of the day's quota one pattern takes. */
export function patternCostText(left: number | undefined): string {
  if (left === undefined) return l10n.t("Uses 1 of today's pattern refreshes.");
  return l10n.t('Uses 1 of the {0} pattern refreshes left today.', countText(left));
}

/** What a refreshed pattern makes the edge do. */
export function patternEffectText(): string {
  return l10n.t(
    'At the next request for each of these URLs, the edge checks with the origin whether it has changed. Changed objects are fetched from the origin, which bills that traffic.',
  );
}

/** What a refreshed directory makes the edge do. */
export function directoryEffectText(): string {
  return l10n.t(
    'At the next request for each object in the directory, the edge checks with the origin whether it has changed. Changed objects are fetched from the origin, which bills that traffic.',
  );
}

/** When a refresh takes effect. */
export function effectTimeText(): string {
  return l10n.t('This takes effect after 5 to 6 minutes and cannot be undone.');
}
