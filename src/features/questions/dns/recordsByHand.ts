import { l10n } from 'vscode';
import type { ExistingRecord } from '../../../core/dns/existingRecords.js';
import { hostIn, recordName } from '../../../core/dns/hostNames.js';
import { defaultTtl } from '../../../core/dns/ttl.js';
import { registrableDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import type { UserAsk } from '../../../core/onboarding/run/asks.js';
import { copyToClipboard } from '../../../host/display.js';
import { listText } from '../../../host/plainText.js';
import { pointsAtOss } from '../../../host/text/dnsRecordText.js';
import { type StayingChoice, showStaying } from '../askForms.js';
import type { AskContext } from '../runQuestion.js';
import { leaveButton } from '../ways.js';

type Ask<K extends UserAsk['kind']> = Extract<UserAsk, { kind: K }>;

/** A TXT has to be added where DNS is kept elsewhere. */
export async function showTxt(ask: Ask<'addTxt'>, context: AskContext): Promise<void> {
  const { host, value, type = 'TXT' } = ask;
  const why = ask.barred ? whyBarred() : whyTxt(ask);
  return showFields({ ...(await place(host, context)), type, value, ttl: defaultTtl }, why, context);
}

/** The CNAME has to be added where DNS is kept elsewhere, or to replace what stands there. */
export async function showCname(ask: Ask<'addRecordElsewhere'>, context: AskContext): Promise<void> {
  const { host, value, ttl, existing, leave } = ask;
  const record = { ...(await place(host, context)), type: 'CNAME', value, ttl, existing, leave };
  return showFields(record, ask.barred ? whyBarred() : whyCname(ask), context);
}

/** A zone that is kept elsewhere is not known, but mostly is what was registered. */
async function place(name: string, { loadIsPublicSuffix }: AskContext) {
  return { name, zone: registrableDomain(name, await loadIsPublicSuffix()) };
}

/** The administrator of the zone has to be told what to add. */
function whyBarred(): string {
  return l10n.t('Have this record added in Alibaba Cloud DNS: this AccessKey is not allowed to change the zone');
}

function whyTxt({ purpose }: Ask<'addTxt'>): string {
  if (purpose === 'validation')
    return l10n.t('Add this record at your DNS provider to prove to the certificate authority that you own the domain');
  return purpose === 'ownership'
    ? l10n.t('Add this TXT record at your DNS provider to prove to CDN that you own the domain')
    : l10n.t('Add this TXT record at your DNS provider to prove to OSS that you own the domain');
}

function whyCname({ value, existing }: Ask<'addRecordElsewhere'>): string {
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

/** The zone is in Alibaba Cloud DNS, but delegated to other servers: the CNAME has to be there. */
export function showElsewhere(
  { zone, servers, existing, leave }: Ask<'zoneElsewhere'>,
  context: AskContext,
): Promise<void> {
  const { plan, facts } = context.run;
  const named = listText(servers);
  const why = existing
    ? l10n.t('Replace the record at the DNS provider, or change the name servers: {0} uses {1}', zone, named)
    : l10n.t('Add this CNAME at the DNS provider, or change the name servers: {0} uses {1}', zone, named);
  const record = { name: recordName(plan.domain), zone, type: 'CNAME', value: facts.cname ?? '', ttl: defaultTtl };
  return showFields({ ...record, existing, leave }, why, context);
}

/** A record to be made by hand, and what stands in its place today. */
interface RecordFields {
  /** The full name of the record. */
  readonly name: string;
  /** The zone that the host is relative to; absent where it is not known. */
  readonly zone?: string | undefined;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
  readonly existing?: readonly ExistingRecord[] | undefined;
  /** What answers that the records of today stay as they are. */
  readonly leave?: string | undefined;
}

type Row = PickItem<StayingChoice>;

/** Shows the fields of a record, each copied when picked; a recheck says in the same list what it found. */
function showFields(record: RecordFields, why: string, context: AskContext): Promise<void> {
  const { existing } = record;
  const done = existing ? l10n.t('I Replaced It: Recheck') : l10n.t('I Added It: Recheck');
  const leave = leaveButton(record.leave, context);
  const list = {
    title: existing ? l10n.t('Replace DNS Record') : l10n.t('Add DNS Record'),
    placeholder: l10n.t('Select a row to copy its value'),
    notes: [why],
    rows: [
      ...(existing ?? []).map(toReplaced),
      ...nameFields(record),
      field(l10n.t({ message: 'Type', comment: 'The type of a DNS record' }), record.type),
      field(l10n.t({ message: 'Value', comment: 'The value of a DNS record' }), record.value),
      field(l10n.t('TTL'), String(record.ttl)),
      { label: `$(refresh) ${done}`, value: 'recheck' as const },
      ...leave.map(({ label, act }) => ({ label: `$(circle-slash) ${label}`, value: { end: act } })),
    ],
  };
  return showStaying(list, context);
}

/** Providers ask for the host in the zone, some for the whole name. */
function nameFields({ name, zone }: RecordFields): readonly Row[] {
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

function field(label: string, text: string): Row {
  return { label: `$(copy) ${label}`, description: text, value: { stay: () => copyToClipboard(text, label) } };
}

/** What DNS shows today; its value is copied, to find it at the provider. */
function toReplaced({ type, value }: ExistingRecord): Row {
  const label = l10n.t('To be replaced: {0}', type);
  return { label: `$(remove) ${label}`, description: value, value: { stay: () => copyToClipboard(value, label) } };
}
