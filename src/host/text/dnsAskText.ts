import { l10n } from 'vscode';
import type { ExistingRecord } from '../../core/dns/existingRecords.js';
import type { TxtPurpose } from '../../core/onboarding/run/asks.js';
import { listText, noticeText } from '../plainText.js';
import { pointsAtOss } from './dnsRecordText.js';

/** The records that DNS shows today, one after another in a line. */
function existingRecordsText(existing: readonly ExistingRecord[]): string {
  return listText(existing.map(({ type, value }) => `${type} ${noticeText(value)}`));
}

/** Says what Finish Without DNS means; nothing where the question does not offer it. */
export function finishWithoutDnsText(canLeave: boolean): readonly string[] {
  if (!canLeave) return [];
  return [
    l10n.t(
      'Finish Without DNS continues without the CNAME: DNS is not changed, and visitors of this domain do not reach CDN. Use Recheck after the onboarding is finished to be asked again.',
    ),
  ];
}

/** Says that the records of today are replaced and no second one is added; nothing where there are none. */
export function replaceText(existing: readonly ExistingRecord[] | undefined): readonly string[] {
  if (!existing) return [];
  const replaced = l10n.t(
    'This host already has a DNS record. Replace it with the CNAME instead of adding a second record: {0}',
    existingRecordsText(existing),
  );
  return existing.some(pointsAtOss)
    ? [l10n.t('The domain currently points directly to the bucket.'), replaced]
    : [replaced];
}

/** Says that the DNS of the domain is hosted elsewhere, and what to do there. */
export function dnsElsewhereText(existing: readonly ExistingRecord[] | undefined): string {
  return existing
    ? l10n.t(
        'The DNS of this domain is not hosted in Alibaba Cloud DNS of this account. Change the record at its DNS provider. This is detected automatically.',
      )
    : l10n.t(
        'The DNS of this domain is not hosted in Alibaba Cloud DNS of this account. Add this record at its DNS provider. This is detected automatically.',
      );
}

/** Says that another user has to make the record, and where. */
export function readOnlyZoneText(): string {
  return l10n.t(
    'This AccessKey can read the zone in Alibaba Cloud DNS but not change it. Have the record added there, or resumed if it is paused. This is detected automatically.',
  );
}

const purposeTexts: Readonly<Record<TxtPurpose, () => string>> = {
  validation: () =>
    l10n.t(
      'The certificate authority needs proof that you own the domain. Add this record at its DNS provider; you can delete it after the certificate is issued.',
    ),
  ownership: () =>
    l10n.t(
      'CDN needs proof that you own the domain. Add this record at its DNS provider; you can delete it afterwards.',
    ),
  binding: bindingText,
  uploadBinding: bindingText,
};

function bindingText(): string {
  return l10n.t(
    'OSS needs proof that you own the domain before binding it. Add this record at its DNS provider; you can delete it afterwards.',
  );
}

/** Which service needs a proof TXT, and for what. */
export function txtPurposeText(purpose: TxtPurpose): string {
  return purposeTexts[purpose]();
}
