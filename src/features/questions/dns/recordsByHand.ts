import { pointsAtOss, recordLine } from '../../../core/dns/dnsRecordText.js';
import type { ExistingRecord } from '../../../core/dns/existingRecords.js';
import { recordName } from '../../../core/dns/hostNames.js';
import { defaultTtl } from '../../../core/dns/ttl.js';
import { registrableDomain } from '../../../core/domainName.js';
import { vendorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { AskOf, RecordByHandAsk } from '../../../core/onboarding/run/asks.js';
import type { TxtPurpose } from '../../../core/onboarding/run/facts.js';
import { listText, noticeText } from '../../../core/text/plainText.js';
import { anotherCertificateButton } from '../https/chooseCertificate.js';
import type { AskContext, QuestionsOf } from '../runQuestion.js';
import { leaveText } from '../ways.js';
import { doubtSentences, evidenceLines } from './evidenceText.js';
import { showFields } from './recordFields.js';

/** Records that the user, or the administrator of the zone, has to add. */
export const recordByHandQuestions: QuestionsOf<RecordByHandAsk> = {
  addTxt: {
    text: ({ purpose, host, value, type = 'TXT', barred, others = [] }) => ({
      row: others.length > 0 ? l10n.t('Add {0} TXT records', others.length + 1) : addTxtText(host, type),
      detail: [
        others.length > 0 ? bothPurposesText() : purposeTexts[purpose](),
        ...besideText({ purpose, ...(type === 'CNAME' && { type }) }),
        ...(barred ? [readOnlyZoneText()] : []),
        [{ host, value }, ...others].map((each) => recordLine({ ...each, type })).join('\n'),
      ].join('\n\n'),
    }),
    show: showTxt,
    missing: ({ host }) => l10n.t('no TXT record with this value found yet at {0}', noticeText(host)),
    copies: ({ value }) => value,
    isElsewhere: true,
  },
  addRecordElsewhere: {
    text: ({ host, value, ttl, existing, leave, barred, error, evidence }) => ({
      row: existing
        ? l10n.t('Replace the DNS record with the CNAME: {0}', noticeText(host))
        : l10n.t('Add the CNAME record: {0}', noticeText(host)),
      detail: [
        ...doubtSentences(evidence),
        ...evidenceLines(evidence),
        ...replaceText(existing),
        ...leaveText(leave),
        ...(error ? [vendorText(error)] : []),
        barred ? readOnlyZoneText() : dnsElsewhereText(existing),
        recordLine({ host, type: 'CNAME', value, ttl }),
      ].join('\n\n'),
    }),
    show: showCname,
    missing: cnameMissing,
    copies: ({ value }) => value,
    isElsewhere: true,
    observed: ['existing', 'evidence'],
  },
  zoneElsewhere: {
    text: ({ zone, servers, existing, leave, evidence }) => ({
      row: existing
        ? l10n.t('Replace the DNS record at {0}', noticeText(listText(servers)))
        : l10n.t('Add the CNAME record at {0}', noticeText(listText(servers))),
      detail: [
        ...doubtSentences(evidence),
        ...evidenceLines(evidence),
        l10n.t(
          'Zone {0} is in Alibaba Cloud DNS, but its registrar points to other name servers: {1}. Records added here have no effect. Add the CNAME at the provider of those servers, or change the name servers at the registrar. This is detected automatically.',
          noticeText(zone),
          noticeText(listText(servers)),
        ),
        ...replaceText(existing),
        ...leaveText(leave),
      ].join('\n\n'),
    }),
    show: showElsewhere,
    missing: cnameMissing,
    isElsewhere: true,
    observed: ['existing', 'evidence'],
  },
};

function addTxtText(host: string, type: string): string {
  return type === 'TXT'
    ? l10n.t('Add the TXT record: {0}', noticeText(host))
    : l10n.t('Add the CNAME record: {0}', noticeText(host));
}

function cnameMissing(): string {
  return l10n.t('DNS servers do not return the CNAME yet');
}

/** Asks to replace today's records instead of adding a second one; empty if there are none. */
function replaceText(existing: readonly ExistingRecord[] | undefined): readonly string[] {
  if (!existing) return [];
  const replaced = l10n.t(
    'This host already has a DNS record. Replace it with the CNAME instead of adding a second record: {0}',
    listText(existing.map(({ type, value }) => `${type} ${noticeText(value)}`)),
  );
  return existing.some(pointsAtOss)
    ? [l10n.t('The domain currently points directly to the bucket.'), replaced]
    : [replaced];
}

/** Names the DNS provider where this has to be done. */
function dnsElsewhereText(existing: readonly ExistingRecord[] | undefined): string {
  return existing
    ? l10n.t(
        'The DNS of this domain is not hosted in Alibaba Cloud DNS of this account. Change the record at its DNS provider. This is detected automatically.',
      )
    : l10n.t(
        'The DNS of this domain is not hosted in Alibaba Cloud DNS of this account. Add this record at its DNS provider. This is detected automatically.',
      );
}

/** Asks another user of the account to add the record. */
function readOnlyZoneText(): string {
  return l10n.t(
    'This AccessKey can read the zone in Alibaba Cloud DNS but not change it. Have the record added there, or resumed if it is paused. This is detected automatically.',
  );
}

/** Which service needs a proof record, and why. */
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

/** CDN's proof and the binding's can be added at once. */
function bothPurposesText(): string {
  return l10n.t(
    'CDN and OSS need proof that you own the domain. Add these records at its DNS provider; you can delete them afterwards.',
  );
}

/** Asks for a TXT at another DNS provider. */
async function showTxt(ask: AskOf<'addTxt'>, context: AskContext): Promise<void> {
  const { host, value, type = 'TXT', others = [] } = ask;
  const why = ask.barred ? whyBarred() : whyTxt(ask);
  const toRecord = async (each: { readonly host: string; readonly value: string }) => ({
    ...(await place(each.host, context)),
    value: each.value,
    type,
    ttl: defaultTtl,
  });
  const [record, ...more] = await Promise.all([toRecord({ host, value }), ...others.map(toRecord)]);
  const ways = ask.purpose === 'validation' ? [anotherCertificateButton(context)] : [];
  return showFields(
    { ...record, ways, ...(more.length > 0 && { more }) },
    [why, ...besideText(ask)].join(' '),
    context,
  );
}

/** OSS's proof is a TXT at the same name at which the certificate service may want a CNAME. */
function besideText({ purpose, type }: Pick<AskOf<'addTxt'>, 'purpose' | 'type'>): readonly string[] {
  if (purpose !== 'validation' || type !== 'CNAME') return [];
  return [
    l10n.t(
      'Delete the TXT record that was added at this name for OSS first: it is no longer needed, and a CNAME cannot stand beside it.',
    ),
  ];
}

/** Asks to add the CNAME at another DNS provider, or to replace today's records. */
async function showCname(ask: AskOf<'addRecordElsewhere'>, context: AskContext): Promise<void> {
  const { host, value, ttl, existing, leave, evidence } = ask;
  const record = { ...(await place(host, context)), type: 'CNAME', value, ttl, existing, leave, evidence };
  return showFields(record, ask.barred ? whyBarred() : whyCname(ask), context);
}

/** The zone at another provider is unknown, but usually the registered domain. */
async function place(name: string, { loadIsPublicSuffix }: AskContext) {
  return { name, zone: registrableDomain(name, await loadIsPublicSuffix()) };
}

/** The text for the administrator of the zone. */
function whyBarred(): string {
  return l10n.t('Have this record added in Alibaba Cloud DNS: this AccessKey is not allowed to change the zone');
}

function whyTxt({ purpose, others = [] }: AskOf<'addTxt'>): string {
  if (others.length > 0)
    return l10n.t('Add these TXT records at your DNS provider to prove to CDN and OSS that you own the domain');
  if (purpose === 'validation')
    return l10n.t('Add this record at your DNS provider to prove to the certificate authority that you own the domain');
  return purpose === 'ownership'
    ? l10n.t('Add this TXT record at your DNS provider to prove to CDN that you own the domain')
    : l10n.t('Add this TXT record at your DNS provider to prove to OSS that you own the domain');
}

function whyCname({ value, existing }: AskOf<'addRecordElsewhere'>): string {
  const isUpload = pointsAtOss({ type: 'CNAME', value });
  if (!existing) {
    return isUpload
      ? l10n.t('Add this CNAME at your DNS provider to send uploads directly to the bucket')
      : l10n.t('Add this CNAME at your DNS provider to send visitors to CDN');
  }
  return isUpload
    ? l10n.t('Replace the record at your DNS provider to send uploads directly to the bucket')
    : l10n.t('Replace the record at your DNS provider to send visitors to CDN');
}

/** The zone is in Alibaba Cloud DNS, but delegated to other servers, where the CNAME has to be added. */
function showElsewhere(ask: AskOf<'zoneElsewhere'>, context: AskContext): Promise<void> {
  const { zone, servers, existing, leave, evidence } = ask;
  const { plan, facts } = context.run;
  const named = listText(servers);
  const why = existing
    ? l10n.t('Replace the record at the DNS provider, or change the name servers: {0} uses {1}', zone, named)
    : l10n.t('Add this CNAME at the DNS provider, or change the name servers: {0} uses {1}', zone, named);
  const record = { name: recordName(plan.domain), zone, type: 'CNAME', value: facts.cname, ttl: defaultTtl };
  return showFields({ ...record, existing, leave, evidence }, why, context);
}
