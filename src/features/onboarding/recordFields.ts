import { env, l10n, window } from 'vscode';
import type { PickItem } from '../../core/form.js';
import type { StandingRecord } from '../../core/onboarding/run.js';
import type { AskContext } from './askContext.js';

/** A record to be made by hand, and what stands in its place today. */
export interface RecordFields {
  readonly host: string;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
  readonly existing?: readonly StandingRecord[] | undefined;
}

type Choice = { readonly label: string; readonly text: string } | 'recheck';

/** Shows the fields of a record, each copied when picked, until the person rechecks or leaves. */
export async function showFields(
  record: RecordFields,
  placeholder: string,
  { ui, recheck }: AskContext,
): Promise<void> {
  const { existing } = record;
  const title = existing ? l10n.t('Replace DNS Record') : l10n.t('Add DNS Record');
  const done = existing ? l10n.t('I Have Replaced It: Recheck') : l10n.t('I Have Added It: Recheck');
  const items: readonly PickItem<Choice>[] = [
    ...(existing ?? []).map(toReplaced),
    field(l10n.t('Host'), record.host),
    field(l10n.t('Type'), record.type),
    field(l10n.t('Value'), record.value),
    field(l10n.t('TTL'), String(record.ttl)),
    { label: `$(refresh) ${done}`, value: 'recheck' },
  ];
  for (;;) {
    const reply = await ui.pick({ title, placeholder, items });
    if (reply.kind !== 'value') return;
    if (reply.value === 'recheck') return recheck();
    await env.clipboard.writeText(reply.value.text);
    window.setStatusBarMessage(l10n.t('Copied: {0}', reply.value.label), 3000);
  }
}

function field(label: string, text: string): PickItem<Choice> {
  return { label: `$(copy) ${label}`, description: text, value: { label, text } };
}

/** What DNS shows today; its value is copied, to find it at the provider. */
function toReplaced({ type, value }: StandingRecord): PickItem<Choice> {
  const label = l10n.t('To be replaced: {0}', type);
  return { label: `$(remove) ${label}`, description: value, value: { label, text: value } };
}
