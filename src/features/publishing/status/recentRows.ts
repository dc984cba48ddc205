import { l10n } from '../../../core/l10n.js';
import { dateTimeText } from '../../../core/text/timeText.js';
import type { RecentResult } from '../state/recentWork.js';

/** A result and its time, such as "fresh since 06:59:56", at `now`, ms since the epoch. */
export function resultText({ outcome, at }: RecentResult, now: number): string {
  const time = dateTimeText(at, now);
  switch (outcome) {
    case 'fresh':
      return l10n.t('fresh since {0}', time);
    case 'refreshed':
      return l10n.t('refreshed at {0}, not confirmed at the edge', time);
    case 'uploaded':
      return l10n.t('uploaded at {0}, no domain of the mapping is on CDN yet', time);
    case 'deleted':
      return l10n.t('deleted at {0}', time);
    case 'done':
      return l10n.t('done at {0}', time);
  }
}
