import { l10n } from 'vscode';
import { timeOfDay } from '../../../core/text/timeText.js';
import type { PageAction } from '../pageButtons.js';

/** The actions that change the cloud by themselves, once they are confirmed. */
export const changeActions: readonly PageAction[] = [
  'addRecord',
  'switchRecords',
  'resumeRecord',
  'setOriginHost',
  'allowPrivateBucket',
  'rewriteRoot',
];

/** A change that was made from the page, and when, in ms since the epoch. */
export interface Accepted {
  readonly action: PageAction;
  readonly at: number;
}

/** Actions that change live DNS. */
const dnsActions: readonly PageAction[] = ['addRecord', 'switchRecords', 'resumeRecord'];

/** What was accepted, when it takes effect, and that the page follows it. */
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
