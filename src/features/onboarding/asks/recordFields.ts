import { env, l10n } from 'vscode';
import type { ExistingRecord } from '../../../core/dns/existingRecords.js';
import { hostIn } from '../../../core/dns/hostNames.js';
import type { PickItem } from '../../../core/form.js';
import { showBriefly } from '../../../host/display.js';
import { leaveButton } from './askButtons.js';
import type { AskContext } from './askContext.js';

/** A record to be made by hand, and what stands in its place today. */
export interface RecordFields {
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

type Choice = { readonly label: string; readonly text: string } | (() => unknown);

/** Shows the fields of a record, each copied when picked, until the person rechecks or leaves. */
export async function showFields(record: RecordFields, placeholder: string, context: AskContext): Promise<void> {
  const { existing } = record;
  const title = existing ? l10n.t('Replace DNS Record') : l10n.t('Add DNS Record');
  const done = existing ? l10n.t('I Have Replaced It: Recheck') : l10n.t('I Have Added It: Recheck');
  const items: readonly PickItem<Choice>[] = [
    ...(existing ?? []).map(toReplaced),
    ...nameFields(record),
    field(l10n.t('Type'), record.type),
    field(l10n.t('Value'), record.value),
    field(l10n.t('TTL'), String(record.ttl)),
    { label: `$(refresh) ${done}`, value: context.recheck },
    ...leaveButton(record.leave, context).map(({ label, act }) => ({ label: `$(circle-slash) ${label}`, value: act })),
  ];
  for (;;) {
    const reply = await context.ui.pick({ title, placeholder, items });
    if (reply.kind !== 'value') return;
    if (typeof reply.value === 'function') return void (await reply.value());
    await env.clipboard.writeText(reply.value.text);
    showBriefly(l10n.t('Copied: {0}', reply.value.label), 3000);
  }
}

/** Providers ask for the host in the zone, some for the whole name. */
function nameFields({ name, zone }: RecordFields): readonly PickItem<Choice>[] {
  if (zone === undefined) return [field(l10n.t('Host'), name)];
  return [
    { ...field(l10n.t('Host'), hostIn(zone, name)), detail: l10n.t('In the zone {0}', zone) },
    { ...field(l10n.t('Full Name'), name), detail: l10n.t('Where the provider asks for the whole name') },
  ];
}

function field(label: string, text: string): PickItem<Choice> {
  return { label: `$(copy) ${label}`, description: text, value: { label, text } };
}

/** What DNS shows today; its value is copied, to find it at the provider. */
function toReplaced({ type, value }: ExistingRecord): PickItem<Choice> {
  const label = l10n.t('To be replaced: {0}', type);
  return { label: `$(remove) ${label}`, description: value, value: { label, text: value } };
}
