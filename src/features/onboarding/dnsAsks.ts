import { l10n } from 'vscode';
import { findOtherLines, findShadowing } from '../../core/dnsConflict.js';
import type { PickItem } from '../../core/form.js';
import type { UserAsk } from '../../core/onboarding/run.js';
import type { DnsRecord, NewRecord } from '../../core/ports/dns.js';
import { plainText } from '../../host/plainText.js';
import { pointsAtOss } from '../../host/pointsAtOss.js';
import { describeRecord, recordState, switchText } from '../../host/recordText.js';
import { fullName } from '../../host/runAskText.js';
import { link } from './askButtons.js';
import type { AskContext } from './askContext.js';
import { showButtons } from './modal.js';
import { chooseUploadDomain } from './uploadAsk.js';

type Ask<K extends UserAsk['kind']> = Extract<UserAsk, { kind: K }>;

/** Live DNS is about to change: shows the record to the last field, what follows, and how to undo it. */
export async function approveRecord({ record, approval }: Ask<'approveRecord'>, context: AskContext): Promise<void> {
  const detail = [
    ...describeRecord(record),
    '',
    ...(await warnBeside(record, context)),
    l10n.t('Visitors of this name are then sent to Alibaba Cloud CDN. No other record is changed.'),
    l10n.t('Undo: delete this record in Alibaba Cloud DNS.'),
  ].join('\n');
  const add = { label: l10n.t('Add Record'), act: () => context.answer({ approvedRecord: approval }) };
  return showButtons(l10n.t('Add this record to your live DNS?'), [add], detail);
}

/** The record for uploads: the same care, another consequence. */
export function approveUploadRecord(
  { record, approval }: Ask<'approveUploadRecord'>,
  context: AskContext,
): Promise<void> {
  const detail = [
    ...describeRecord(record),
    '',
    l10n.t('The name then points straight at the bucket, for uploads. No other record is changed.'),
    l10n.t('Undo: delete this record in Alibaba Cloud DNS.'),
  ].join('\n');
  const add = { label: l10n.t('Add Record'), act: () => context.answer({ approvedUploadRecord: approval }) };
  return showButtons(l10n.t('Add this record to your live DNS?'), [add], detail);
}

/** The right record is paused: resuming it changes live DNS. */
export function resumeRecord({ existing, approval }: Ask<'recordPaused'>, context: AskContext): Promise<void> {
  const detail = [
    ...describeRecord(existing),
    '',
    pointsAtOss(existing)
      ? l10n.t('The name then points straight at the bucket, for uploads. No other record is changed.')
      : l10n.t('Visitors of this name are then sent to Alibaba Cloud CDN. No other record is changed.'),
    l10n.t('Undo: pause this record in Alibaba Cloud DNS.'),
  ].join('\n');
  const buttons = [
    { label: l10n.t('Resume Record'), act: () => context.answer({ resumeRecord: approval }) },
    link(l10n.t('Open DNS Console'), context.links.zone(existing.zone)),
  ];
  return showButtons(l10n.t('Resume this record in your live DNS?'), buttons, detail);
}

/** Records stand on the host that the CNAME needs for itself: offers the switch where all of them can be paused. */
export async function showConflict(ask: Ask<'recordConflict'>, context: AskContext): Promise<void> {
  const { wanted, existing, approval } = ask;
  if (approval === undefined) return listConflict(ask, context);
  const detail = [...describeSwitch(wanted, existing), ...(await warnBeside(wanted, context))].join('\n');
  const buttons = [
    { label: l10n.t('Switch'), act: () => context.answer({ approvedSwitch: approval }) },
    link(l10n.t('Open DNS Console'), context.links.zone(wanted.zone)),
  ];
  await showButtons(l10n.t('Switch {0} in your live DNS?', fullName(wanted)), buttons, detail);
}

/** What a switch of a run does, and that the run can undo it as a whole; one statement a line. */
export function describeSwitch(wanted: NewRecord, existing: readonly DnsRecord[]): readonly string[] {
  const undo = l10n.t(
    'Undo: "Undo DNS Change" removes the CNAME and resumes the paused records, all fields as they were.',
  );
  return switchText(wanted, existing, undo);
}

/** The conflict cannot be switched from here: shows what is in the way and where to change it. */
async function listConflict({ wanted, existing }: Ask<'recordConflict'>, context: AskContext): Promise<void> {
  const open = link(l10n.t('Open DNS Console'), context.links.zone(wanted.zone));
  const leave = () => {};
  const group = l10n.t('What to do');
  const isUpload = pointsAtOss(wanted);
  const other = {
    label: `$(edit) ${l10n.t('Choose Another Domain')}`,
    group,
    value: () => chooseUploadDomain(context),
  };
  const items: readonly PickItem<() => unknown>[] = [
    { label: `$(link-external) ${open.label}`, group, value: open.act },
    { label: `$(refresh) ${l10n.t('Recheck')}`, group, value: context.recheck },
    ...(isUpload ? [other] : []),
    { label: `$(circle-slash) ${l10n.t('Leave as It Is')}`, group, value: leave },
    ...existing.map((record) => ({
      label: `$(warning) ${record.type}  ${record.value}`,
      description: recordState(record),
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

/** What the change of this record does not reach, or may harm; one statement a line. */
export async function warnBeside(record: NewRecord, context: Pick<AskContext, 'cloud'>): Promise<readonly string[]> {
  const lines = await warnOfLines(record, context);
  const others = record.rr.startsWith('*') ? await warnOfShadows(record, context) : await warnAtApex(record, context);
  return [...lines, ...others];
}

/** A line with records of its own does not follow the default line: its visitors go on as they are. */
async function warnOfLines(
  { zone, rr, value }: NewRecord,
  { cloud }: Pick<AskContext, 'cloud'>,
): Promise<readonly string[]> {
  const { dns } = await cloud();
  const others = findOtherLines(await dns.listRecords(zone, rr, new AbortController().signal), value);
  if (others.length === 0) return [];
  return [
    l10n.t('Visitors of these DNS lines have records of their own and do not reach CDN:'),
    ...others.map((record) => `   ${record.type}  ${plainText(record.value)}  ${recordState(record)}`),
    '',
  ];
}

/** A name that exists beats a wildcard: those names go on as they are. */
async function warnOfShadows(
  { zone, rr }: NewRecord,
  { cloud }: Pick<AskContext, 'cloud'>,
): Promise<readonly string[]> {
  const { dns } = await cloud();
  const hosts = findShadowing(rr, await dns.listZoneRecords(zone, new AbortController().signal));
  if (hosts.length === 0) return [];
  return [
    l10n.t(
      'These names have records, of their own or below them, and are not accelerated by the wildcard: {0}',
      hosts.join(', '),
    ),
    '',
  ];
}

/** At the zone's own name MX and TXT may stand beside a CNAME, but what they serve may suffer. */
async function warnAtApex({ zone, rr }: NewRecord, { cloud }: Pick<AskContext, 'cloud'>): Promise<readonly string[]> {
  if (rr !== '@') return [];
  const { dns } = await cloud();
  const records = await dns.listRecords(zone, rr, new AbortController().signal);
  const has = (type: string) => records.some((record) => record.enabled && record.type === type);
  return [
    ...(has('MX') ? [l10n.t('Warning: this name receives mail (MX). Beside a CNAME mail may get lost.'), ''] : []),
    ...(has('TXT') ? [l10n.t('Warning: this name has TXT records. Beside a CNAME checks of them may fail.'), ''] : []),
  ];
}
