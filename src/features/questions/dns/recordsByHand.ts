import { pointsAtOss, recordLine } from '../../../core/dns/dnsRecordText.js';
import type { ExistingRecord } from '../../../core/dns/existingRecords.js';
import { hostIn, recordName } from '../../../core/dns/hostNames.js';
import { defaultTtl } from '../../../core/dns/ttl.js';
import { registrableDomain } from '../../../core/domainName.js';
import { vendorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { AskOf, RecordByHandAsk } from '../../../core/onboarding/run/asks.js';
import type { SwitchEvidence, TxtPurpose } from '../../../core/onboarding/run/facts.js';
import { listText, noticeText } from '../../../core/text/plainText.js';
import { copyToClipboard } from '../../../host/display.js';
import { showStaying, type WayRow } from '../askForms.js';
import { anotherCertificateButton } from '../https/chooseCertificate.js';
import type { AskButton, AskContext, QuestionsOf } from '../runQuestion.js';
import { leaveButton, leaveText, recheckButton } from '../ways.js';
import { doubtSentences, evidenceLines } from './evidenceText.js';

/** Definitions of the questions about records that the user, or the administrator of the zone, has to add. */
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

/** Asks the user to replace today's records instead of adding a second one. Returns an empty list if there are none. */
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

/** Describes at which DNS provider this has to be done. */
function dnsElsewhereText(existing: readonly ExistingRecord[] | undefined): string {
  return existing
    ? l10n.t(
        'The DNS of this domain is not hosted in Alibaba Cloud DNS of this account. Change the record at its DNS provider. This is detected automatically.',
      )
    : l10n.t(
        'The DNS of this domain is not hosted in Alibaba Cloud DNS of this account. Add this record at its DNS provider. This is detected automatically.',
      );
}

/** Asks the user to let another user of the account add the record. */
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

/** Explains that the records that CDN and OSS need as proof can be added together. */
function bothPurposesText(): string {
  return l10n.t(
    'CDN and OSS need proof that you own the domain. Add these records at its DNS provider; you can delete them afterwards.',
  );
}

/** Asks the user to add a TXT record at another DNS provider. */
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

/** Asks the user to add the CNAME at another DNS provider, or to replace today's records by it. */
async function showCname(ask: AskOf<'addRecordElsewhere'>, context: AskContext): Promise<void> {
  const { host, value, ttl, existing, leave, evidence } = ask;
  const record = { ...(await place(host, context)), type: 'CNAME', value, ttl, existing, leave, evidence };
  return showFields(record, ask.barred ? whyBarred() : whyCname(ask), context);
}

/** Returns the probable zone of a name. The zone at another provider is not known, but usually it is the registered domain. */
async function place(name: string, { loadIsPublicSuffix }: AskContext) {
  return { name, zone: registrableDomain(name, await loadIsPublicSuffix()) };
}

/** Asks the user to have the record added by the administrator of the zone, since this AccessKey may not change the zone. */
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

/** Asks the user to add the CNAME at other name servers: the zone is in Alibaba Cloud DNS, but its domain is delegated elsewhere. */
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

/** A record that the user adds at the DNS provider, and the records that are there today. */
interface RecordFields {
  /** The full name of the record, which includes the zone. */
  readonly name: string;
  /** The zone that the host name is relative to. Absent if unknown. */
  readonly zone?: string | undefined;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
  readonly existing?: readonly ExistingRecord[] | undefined;
  /** The answer that leaves today's records unchanged. */
  readonly leave?: string | undefined;
  /** Other records to add at the same time. */
  readonly more?: readonly Omit<RecordFields, 'more'>[];
  /** The evidence for the live DNS change. Absent for records that visitors do not use. */
  readonly evidence?: SwitchEvidence | undefined;
  /** Other ways to continue. */
  readonly ways?: readonly AskButton[];
}

/** Shows the fields of a record. Picking a field copies it, and a recheck shows its result in the same quick pick. */
function showFields(record: RecordFields, why: string, context: AskContext): Promise<void> {
  const { existing, more, evidence } = record;
  const done = existing ? l10n.t('I Replaced It: Recheck') : l10n.t('I Added It: Recheck');
  const leave = leaveButton(record.leave, context).map((way) => ({
    label: `$(circle-slash) ${way.label}`,
    value: way,
  }));
  // With a doubt, the first row, which has the focus, leaves DNS unchanged.
  const isDoubtful = (evidence?.doubts.length ?? 0) > 0;
  const recheck = { label: `$(refresh) ${done}`, value: recheckButton(context) };
  const list = {
    title: existing ? l10n.t('Replace DNS Record') : more ? l10n.t('Add DNS Records') : l10n.t('Add DNS Record'),
    placeholder: l10n.t('Select a row to copy its value'),
    notes: [...doubtSentences(evidence), ...evidenceLines(evidence), why],
    rows: [
      ...(isDoubtful ? leave : []),
      ...(existing ?? []).map(toReplaced),
      // After the fields of several records it would be out of view.
      ...(more ? [recheck, ...[record, ...more].flatMap(toGroup)] : [...fieldsOf(record), recheck]),
      ...(record.ways ?? []).map((way) => ({ label: `$(arrow-right) ${way.label}`, value: way })),
      ...(isDoubtful ? [] : leave),
    ],
  };
  return showStaying(list, context);
}

/** Returns the fields of one of several records, grouped under its name. */
function toGroup(record: RecordFields): readonly WayRow[] {
  return fieldsOf(record).map((row) => ({ ...row, group: `${record.type} ${record.name}` }));
}

function fieldsOf(record: RecordFields): readonly WayRow[] {
  return [
    ...nameFields(record),
    field(l10n.t({ message: 'Type', comment: 'The type of a DNS record' }), record.type),
    field(l10n.t({ message: 'Value', comment: 'The value of a DNS record' }), record.value),
    field(l10n.t('TTL'), String(record.ttl)),
  ];
}

/** Shows both forms of the name, since some DNS providers ask for the host within the zone and others for the full name. */
function nameFields({ name, zone }: RecordFields): readonly WayRow[] {
  if (zone === undefined)
    return [field(l10n.t({ message: 'Host', comment: 'The host of a DNS record, such as www' }), name)];
  return [
    {
      ...field(l10n.t({ message: 'Host', comment: 'The host of a DNS record, such as www' }), hostIn(zone, name)),
      detail: l10n.t('In the zone {0}', zone),
    },
    { ...field(l10n.t('Full Name'), name), detail: l10n.t('For providers that require the full name') },
  ];
}

function field(label: string, text: string): WayRow {
  return {
    label: `$(copy) ${label}`,
    description: text,
    value: { act: () => copyToClipboard(text, label), keeps: 'copy' },
  };
}

/** Returns the row of a record that exists today. Its value can be copied, to find the record at the DNS provider. */
function toReplaced({ type, value }: ExistingRecord): WayRow {
  const label = l10n.t('To be replaced: {0}', type);
  return {
    label: `$(remove) ${label}`,
    description: value,
    value: { act: () => copyToClipboard(value, label), keeps: 'copy' },
  };
}
