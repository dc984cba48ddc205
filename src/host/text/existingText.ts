import { l10n } from 'vscode';
import type { ExistingRecord } from '../../core/dns/existingRecords.js';
import type { TxtPurpose } from '../../core/onboarding/run/run.js';
import { noticeText } from '../plainText.js';
import { pointsAtOss } from './recordText.js';

/** The records that DNS shows today, one after another in a line. */
function standingText(existing: readonly ExistingRecord[]): string {
  return existing.map(({ type, value }) => `${type} ${noticeText(value)}`).join(', ');
}

/** Says what leaving the records of today means, where the question offers it. */
export function leaveText(leave: string | undefined): readonly string[] {
  if (leave === undefined) return [];
  return [
    l10n.t(
      'Finish Without DNS goes on without the CNAME: nothing in DNS is changed, and visitors do not reach CDN by this name. Recheck asks again once the onboarding is finished.',
    ),
  ];
}

/** Says that the records of today are replaced and no second one is added; nothing where there are none. */
export function replaceText(existing: readonly ExistingRecord[] | undefined): readonly string[] {
  if (!existing) return [];
  const replaced = l10n.t(
    'DNS shows a record of this name today. Replace it with the CNAME, do not add a second one: {0}',
    standingText(existing),
  );
  return existing.some(pointsAtOss) ? [l10n.t('The name points straight at the bucket today.'), replaced] : [replaced];
}

/** Says that the DNS of the domain is kept elsewhere, and what to do there. */
export function keptText(existing: readonly ExistingRecord[] | undefined): string {
  return existing
    ? l10n.t(
        'The DNS of this domain is not in Alibaba Cloud DNS of this account. Change it where it is kept; it is noticed by itself.',
      )
    : l10n.t(
        'The DNS of this domain is not in Alibaba Cloud DNS of this account. Add this record where it is kept; it is noticed by itself.',
      );
}

/** Says that another user has to make the record, and where. */
export function barredText(): string {
  return l10n.t(
    'The access key may read this zone in Alibaba Cloud DNS but not change it. Have somebody make the record there, or resume it where it is paused; it is noticed by itself.',
  );
}

/** Whom a proof record convinces, and of what. */
export function proofText(purpose: TxtPurpose): string {
  if (purpose === 'validation')
    return l10n.t(
      'The certificate service wants proof that the domain is yours. Add this record where its DNS is kept; it can be removed once the certificate is issued.',
    );
  return purpose === 'ownership'
    ? l10n.t(
        'CDN wants proof that the domain is yours. Add this record where its DNS is kept; it can be removed afterwards.',
      )
    : l10n.t(
        'OSS wants proof before it binds the domain to the bucket. Add this record where its DNS is kept; it can be removed afterwards.',
      );
}
