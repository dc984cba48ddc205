import type { ExistingRecord } from '../../../core/dns/existingRecords.js';
import { hostIn } from '../../../core/dns/hostNames.js';
import { l10n } from '../../../core/l10n.js';
import type { SwitchEvidence } from '../../../core/onboarding/run/facts.js';
import { copyToClipboard } from '../../../host/display.js';
import { showStaying, type WayRow } from '../askForms.js';
import type { AskButton, AskContext } from '../runQuestion.js';
import { leaveButton, recheckButton } from '../ways.js';
import { doubtSentences, evidenceLines } from './evidenceText.js';

/** A record to add by hand, and the records in its place today. */
interface RecordFields {
  /** The full name of the record. */
  readonly name: string;
  /** The zone that the host is relative to; absent if unknown. */
  readonly zone?: string | undefined;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
  readonly existing?: readonly ExistingRecord[] | undefined;
  /** The answer to leave today's records unchanged. */
  readonly leave?: string | undefined;
  /** Further records to add with it. */
  readonly more?: readonly Omit<RecordFields, 'more'>[];
  /** The evidence for the live DNS change; absent for records that visitors do not use. */
  readonly evidence?: SwitchEvidence | undefined;
  /** Other ways to continue. */
  readonly ways?: readonly AskButton[];
}

/** Shows the fields of a record, each copied when picked. A recheck shows its result in the same list. */
export function showFields(record: RecordFields, why: string, context: AskContext): Promise<void> {
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

/** The fields of one of several records, under its name. */
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

/** Some providers ask for the host within the zone, others for the full name. */
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

/** The row of one of today's records. Its value can be copied, to find it at the provider. */
function toReplaced({ type, value }: ExistingRecord): WayRow {
  const label = l10n.t('To be replaced: {0}', type);
  return {
    label: `$(remove) ${label}`,
    description: value,
    value: { act: () => copyToClipboard(value, label), keeps: 'copy' },
  };
}
