import { canPause } from '../../../core/dns/conflicts.js';
import { recordState } from '../../../core/dns/dnsRecordText.js';
import { fullName } from '../../../core/dns/hostNames.js';
import { l10n } from '../../../core/l10n.js';
import type { SwitchEvidence } from '../../../core/onboarding/run/facts.js';
import type { DnsRecord, NewRecord } from '../../../core/ports/dns.js';
import { shorten } from '../../../core/text/countText.js';
import { plainText } from '../../../core/text/plainText.js';
import { copyToClipboard } from '../../../host/display.js';
import { showStaying, type WayRow } from '../askForms.js';
import type { AskButton, AskContext } from '../runQuestion.js';
import { otherUpload, skipUpload } from '../upload.js';
import { leaveButton, link, recheckButton } from '../ways.js';
import { doubtSentences, evidenceLines } from './evidenceText.js';
import { type HostToday, readHostToday } from './hostToday.js';

/** Records that conflict with ours. `leave` answers that they stay; absent if the run needs ours. */
interface Conflict {
  readonly wanted: NewRecord;
  readonly existing: readonly DnsRecord[];
  readonly leave?: string;
  readonly evidence?: SwitchEvidence;
}

/** Shows a conflict that cannot be switched here: the conflicting records, the others, and where to change them. */
export function listConflict(conflict: Conflict, context: AskContext): Promise<void> {
  const list = {
    title: l10n.t('Conflicting Records: {0}', fullName(conflict.wanted)),
    placeholder: l10n.t('Choose how to continue'),
    notes: [
      ...doubtSentences(conflict.evidence),
      ...evidenceLines(conflict.evidence),
      l10n.t('Pause or delete the conflicting records in the DNS console; nothing is changed here'),
    ],
    rows: readHostToday(conflict.wanted, context).then((today) => listItems(conflict, today, context)),
  };
  return showStaying(list, context);
}

function listItems({ wanted, existing, leave }: Conflict, today: HostToday, context: AskContext): readonly WayRow[] {
  const open = link(l10n.t('Open DNS Console'), context.links.zone(wanted.zone));
  const group = l10n.t('Next steps');
  const others = today.records.filter(({ id }) => !existing.some((each) => each.id === id));
  const recheck = recheckButton(context);
  return [
    { label: `$(link-external) ${open.label}`, group, value: open },
    { label: `$(refresh) ${recheck.label}`, group, value: recheck },
    ...leaveButton(leave, context).map((way) => ({
      label: `$(circle-slash) ${way.label}`,
      description: l10n.t('the onboarding continues without the CNAME'),
      group,
      value: way,
    })),
    ...(leave === undefined ? uploadWays(group, context) : []),
    ...listRecords(existing, 'warning', l10n.t('Conflicting records'), open),
    ...listRecords(others, 'circle-outline', l10n.t('Other records on this host'), open),
    {
      label: `$(add) ${wanted.type}  ${wanted.value}`,
      group: l10n.t('Required record'),
      value: { act: () => copyToClipboard(wanted.value), keeps: 'copy' },
    },
  ];
}

/** The upload domain is not the visitors' domain, so another one or none is possible. */
function uploadWays(group: string, context: AskContext): readonly WayRow[] {
  const [other, without] = [otherUpload(context), skipUpload(context)];
  return [
    { label: `$(edit) ${other.label}`, group, value: other },
    { label: `$(circle-slash) ${without.label}`, group, value: without },
  ];
}

function listRecords(records: readonly DnsRecord[], icon: string, group: string, value: AskButton): readonly WayRow[] {
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
