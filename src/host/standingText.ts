import { l10n } from 'vscode';
import type { StandingRecord } from '../core/onboarding/run.js';
import { noticeText } from './plainText.js';
import { pointsAtOss } from './pointsAtOss.js';

/** The records that DNS shows today, one after another in a line. */
export function standingText(existing: readonly StandingRecord[]): string {
  return existing.map(({ type, value }) => `${type} ${noticeText(value)}`).join(', ');
}

/** Says what leaving the records of today means, where the question offers it. */
export function leaveText(leave: string | undefined): readonly string[] {
  if (leave === undefined) return [];
  return [
    l10n.t(
      'Leave as It Is goes on without the CNAME: nothing in DNS is changed, and visitors do not reach CDN by this name. Recheck asks again once the onboarding is finished.',
    ),
  ];
}

/** Says that the records of today are replaced and no second one is added; nothing where there are none. */
export function replaceText(existing: readonly StandingRecord[] | undefined): readonly string[] {
  if (!existing) return [];
  const replaced = l10n.t(
    'DNS shows a record of this name today. Replace it with the CNAME, do not add a second one: {0}',
    standingText(existing),
  );
  return existing.some(pointsAtOss) ? [l10n.t('The name points straight at the bucket today.'), replaced] : [replaced];
}
