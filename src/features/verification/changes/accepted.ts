import { l10n } from '../../../core/l10n.js';
import { timeOfDay } from '../../../core/text/timeText.js';
import type { PageAction } from '../pageButtons.js';

/** Actions that change the cloud after a confirmation. */
export const changeActions: readonly PageAction[] = [
  'addRecord',
  'switchRecords',
  'resumeRecord',
  'setOriginHost',
  'allowPrivateBucket',
  'rewriteRoot',
];

/** A change made from the page and its time, in ms since the epoch. */
export interface Accepted {
  readonly action: PageAction;
  readonly at: number;
}

/** Actions that change live DNS. */
const dnsActions: readonly PageAction[] = ['addRecord', 'switchRecords', 'resumeRecord'];

/** Describes an accepted change, when it takes effect, and that the page follows it. */
export function acceptedText({ action, at }: Accepted): string {
  const time = timeOfDay(at);
  return dnsActions.includes(action)
    ? l10n.t(
        'Alibaba Cloud DNS accepted the change at {0}. Name servers may return the old answer for a few more minutes. This page rechecks automatically.',
        time,
      )
    : l10n.t(
        'CDN accepted the change at {0}. It takes a few minutes to reach all nodes. This page rechecks automatically.',
        time,
      );
}
