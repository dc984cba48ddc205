import { env, l10n, window } from 'vscode';
import type { PickItem } from '../../core/form.js';
import { recordName } from '../../core/onboarding/names.js';
import type { UserAsk } from '../../core/onboarding/run.js';
import { pointsAtOss } from '../../host/runAskText.js';
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
  const why = pointsAtOss({ type: 'CNAME', value })
    ? l10n.t('Add this CNAME record at your DNS provider; uploads then go straight to the bucket')
    : l10n.t('Add this CNAME record at your DNS provider; visitors are then sent to CDN');
  return showRow({ host, type: 'CNAME', value, ttl }, why, context);
}

/** The zone is in Alibaba Cloud DNS, but the world asks other servers: the CNAME has to be added there. */
export function showElsewhere({ zone, servers }: Ask<'zoneElsewhere'>, context: AskContext): Promise<void> {
  const { plan, facts } = context.run;
  const why = l10n.t('{0} is answered by {1}: add this CNAME there, or change the servers', zone, servers.join(', '));
  return showRow({ host: recordName(plan.domain), type: 'CNAME', value: facts.cname ?? '', ttl: 600 }, why, context);
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
