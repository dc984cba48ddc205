import type { ExistingRecord } from '../../../core/dns/existingRecords.js';
import { hostIn } from '../../../core/dns/hostNames.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import type { SwitchEvidence } from '../../../core/onboarding/run/facts.js';
import { copyToClipboard } from '../../../host/display.js';
import { type StayingChoice, showStaying } from '../askForms.js';
import type { AskButton, AskContext } from '../runQuestion.js';
import { leaveButton } from '../ways.js';
import { doubtSentences, evidenceLines } from './evidenceText.js';

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
  /** The answer that leaves the records of today as they are. */
  readonly leave?: string | undefined;
  /** Further records that are added with it. */
  readonly more?: readonly Omit<RecordFields, 'more'>[];
  /** What the change of live DNS rests on; absent for records that no visitor follows. */
  readonly evidence?: SwitchEvidence | undefined;
  /** What else the user may do. */
  readonly ways?: readonly AskButton[];
}

type Row = PickItem<StayingChoice>;

/** Shows the fields of a record, each copied when picked; a recheck says in the same list what it found. */
export function showFields(record: RecordFields, why: string, context: AskContext): Promise<void> {
  const { existing, more, evidence } = record;
  const done = existing ? l10n.t('I Replaced It: Recheck') : l10n.t('I Added It: Recheck');
  const leave = leaveButton(record.leave, context).map(
    ({ label, act }): Row => ({ label: `$(circle-slash) ${label}`, value: { end: act } }),
  );
  // Where there is a doubt, the row under the focus, which is the first, leaves DNS as it is.
  const isDoubtful = (evidence?.doubts.length ?? 0) > 0;
  const recheck: Row = { label: `$(refresh) ${done}`, value: 'recheck' };
  const list = {
    title: existing ? l10n.t('Replace DNS Record') : more ? l10n.t('Add DNS Records') : l10n.t('Add DNS Record'),
    placeholder: l10n.t('Select a row to copy its value'),
    notes: [...doubtSentences(evidence), ...evidenceLines(evidence), why],
    rows: [
      ...(isDoubtful ? leave : []),
      ...(existing ?? []).map(toReplaced),
      // Behind the fields of several records it would be out of sight.
      ...(more ? [recheck, ...[record, ...more].flatMap(toGroup)] : [...fieldsOf(record), recheck]),
      ...(record.ways ?? []).map(({ label, act }) => ({ label: `$(arrow-right) ${label}`, value: { end: act } })),
      ...(isDoubtful ? [] : leave),
    ],
  };
  return showStaying(list, context);
}

/** The fields of one of several records, under its name. */
function toGroup(record: RecordFields): readonly Row[] {
  return fieldsOf(record).map((row) => ({ ...row, group: `${record.type} ${record.name}` }));
}

function fieldsOf(record: RecordFields): readonly Row[] {
  return [
    ...nameFields(record),
    field(l10n.t({ message: 'Type', comment: 'The type of a DNS record' }), record.type),
    field(l10n.t({ message: 'Value', comment: 'The value of a DNS record' }), record.value),
    field(l10n.t('TTL'), String(record.ttl)),
  ];
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

/** The row of a record of today; its value is copied, to find it at the provider. */
function toReplaced({ type, value }: ExistingRecord): Row {
  const label = l10n.t('To be replaced: {0}', type);
  return { label: `$(remove) ${label}`, description: value, value: { stay: () => copyToClipboard(value, label) } };
}
