import { l10n } from 'vscode';
import { canPause } from '../../../core/dns/conflicts.js';
import { fullName } from '../../../core/dns/hostNames.js';
import type { PickItem } from '../../../core/form.js';
import type { UserAsk } from '../../../core/onboarding/run/run.js';
import type { DnsRecord } from '../../../core/ports/dns.js';
import { plainText } from '../../../host/plainText.js';
import { recordState, shorten } from '../../../host/text/dnsRecordText.js';
import { leaveButton, link, otherUpload, skipUpload } from './askButtons.js';
import type { AskContext } from './askContext.js';
import { type HostToday, readHostToday } from './besideRecord.js';

type Conflict = Extract<UserAsk, { kind: 'recordConflict' }>;
type Way = PickItem<() => unknown>;

/** The conflict cannot be switched from here: shows what is in the way, what else stands there, and where to change it. */
export async function listConflict(ask: Conflict, context: AskContext): Promise<void> {
  const reply = await context.ui.pick({
    title: l10n.t('Conflicting Records: {0}', fullName(ask.wanted)),
    placeholder: l10n.t('Pause or delete the conflicting records in the DNS console; nothing is changed here'),
    items: readHostToday(ask.wanted, context).then((today) => listItems(ask, today, context)),
  });
  if (reply.kind === 'value') await reply.value();
}

function listItems({ wanted, existing, leave }: Conflict, today: HostToday, context: AskContext): readonly Way[] {
  const open = link(l10n.t('Open DNS Console'), context.links.zone(wanted.zone));
  const group = l10n.t('Next steps');
  const others = today.records.filter(({ id }) => !existing.some((each) => each.id === id));
  return [
    { label: `$(link-external) ${open.label}`, group, value: open.act },
    { label: `$(refresh) ${l10n.t('Recheck')}`, group, value: context.recheck },
    ...leaveButton(leave, context).map(({ label, act }) => ({
      label: `$(circle-slash) ${label}`,
      description: l10n.t('the onboarding continues without the CNAME'),
      group,
      value: act,
    })),
    ...(leave === undefined ? uploadWays(group, context) : []),
    ...listRecords(existing, 'warning', l10n.t('Conflicting records'), open.act),
    ...listRecords(others, 'circle-outline', l10n.t('Other records on this host'), open.act),
    { label: `$(add) ${wanted.type}  ${wanted.value}`, group: l10n.t('Required record'), value: () => undefined },
  ];
}

/** The upload domain is another name than that of the visitors, and may be any other, or none. */
function uploadWays(group: string, context: AskContext): readonly Way[] {
  const [other, without] = [otherUpload(context), skipUpload(context)];
  return [
    { label: `$(edit) ${other.label}`, group, value: other.act },
    { label: `$(circle-slash) ${without.label}`, group, value: without.act },
  ];
}

function listRecords(records: readonly DnsRecord[], icon: string, group: string, value: () => unknown): readonly Way[] {
  const { shown, more } = shorten(records);
  const rows = shown.map((record) => ({
    label: `$(${icon}) ${record.type}  ${plainText(record.value)}`,
    description: [
      recordState(record),
      ...(icon === 'warning' && !canPause(record) ? [l10n.t('cannot be paused here')] : []),
    ].join(' · '),
    group,
    value,
  }));
  return more === undefined ? rows : [...rows, { label: more, group, value }];
}
