import { env, l10n, window } from 'vscode';
import type { PickItem } from '../../core/form.js';
import type { UserAsk } from '../../core/onboarding/run.js';
import type { DnsRecord, NewRecord } from '../../core/ports/dns.js';
import { fullName } from '../../host/runAskText.js';
import { link } from './askButtons.js';
import type { AskContext } from './askContext.js';

type Ask<K extends UserAsk['kind']> = Extract<UserAsk, { kind: K }>;

/** A TXT has to be added where DNS is kept elsewhere. */
export function showTxt({ host, value, purpose }: Ask<'addTxt'>, context: AskContext): Promise<void> {
  const why =
    purpose === 'ownership'
      ? l10n.t('Add this TXT record at your DNS provider; it proves to CDN that the domain is yours')
      : l10n.t('Add this TXT record at your DNS provider; it proves to OSS that the domain is yours');
  return showRow({ host, type: 'TXT', value, ttl: 600 }, why, context);
}

/** The CNAME has to be added where DNS is kept elsewhere. */
export function showCname({ host, value, ttl }: Ask<'addRecordElsewhere'>, context: AskContext): Promise<void> {
  const why = l10n.t('Add this CNAME record at your DNS provider; visitors are then sent to CDN');
  return showRow({ host, type: 'CNAME', value, ttl }, why, context);
}

/** Records stand on the host that the CNAME needs for itself: shows them and where to change them; nothing is changed here. */
export async function showConflict({ wanted, existing }: Ask<'recordConflict'>, context: AskContext): Promise<void> {
  const open = link(l10n.t('Open DNS Console'), context.links.zone(wanted.zone));
  const leave = () => {};
  const items: readonly PickItem<() => unknown>[] = [
    { label: `$(link-external) ${open.label}`, group: l10n.t('What to do'), value: open.act },
    { label: `$(refresh) ${l10n.t('Recheck')}`, group: l10n.t('What to do'), value: context.recheck },
    { label: `$(circle-slash) ${l10n.t('Leave as It Is')}`, group: l10n.t('What to do'), value: leave },
    ...existing.map((record) => ({
      label: `$(warning) ${record.type}  ${record.value}`,
      description: describeState(record),
      group: l10n.t('In the way'),
      value: open.act,
    })),
    { label: `$(add) ${wanted.type}  ${wanted.value}`, group: l10n.t('Wanted'), value: leave },
  ];
  const reply = await context.ui.pick({
    title: l10n.t('Other Records Are in the Way: {0}', fullName(wanted)),
    placeholder: l10n.t('Pause or delete what is in the way in the DNS console; nothing is changed here'),
    items,
  });
  if (reply.kind === 'value') await reply.value();
}

/** Every field of a record that will be written, one a line. */
export function describeRecord({ zone, rr, type, value, ttl }: NewRecord): readonly string[] {
  return [
    l10n.t('Zone: {0}', zone),
    l10n.t('Host: {0}', rr),
    l10n.t('Type: {0}', type),
    l10n.t('Value: {0}', value),
    l10n.t('TTL: {0} seconds', ttl),
  ];
}

interface Row {
  readonly host: string;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
}

/** Shows the fields of a record, each copied when picked, until the person rechecks or leaves. */
async function showRow(row: Row, placeholder: string, { ui, recheck }: AskContext): Promise<void> {
  const field = (label: string, text: string) => ({
    label: `$(copy) ${label}`,
    description: text,
    value: { label, text },
  });
  const items: readonly PickItem<{ readonly label: string; readonly text: string } | 'recheck'>[] = [
    field(l10n.t('Host'), row.host),
    field(l10n.t('Type'), row.type),
    field(l10n.t('Value'), row.value),
    field(l10n.t('TTL'), String(row.ttl)),
    { label: `$(refresh) ${l10n.t('I Have Added It: Recheck')}`, value: 'recheck' },
  ];
  for (;;) {
    const reply = await ui.pick({ title: l10n.t('Add DNS Record'), placeholder, items });
    if (reply.kind !== 'value') return;
    if (reply.value === 'recheck') return recheck();
    await env.clipboard.writeText(reply.value.text);
    window.setStatusBarMessage(l10n.t('Copied: {0}', reply.value.label), 3000);
  }
}

function describeState({ ttl, line, locked, enabled }: DnsRecord): string {
  const state = locked ? l10n.t('locked') : enabled ? l10n.t('enabled') : l10n.t('paused');
  return `TTL ${ttl} · ${line} · ${state}`;
}
