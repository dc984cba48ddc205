import { canPause, endangersMail, findConflicts, findOtherLines, findShadowing } from '../../../core/dns/conflicts.js';
import {
  beforeText,
  deletedCopyText,
  describeRecord,
  pointsAtOss,
  recordRows,
  recordState,
  recordWarnings,
  switchText,
  zoneLine,
} from '../../../core/dns/dnsRecordText.js';
import { fullName, sameHost } from '../../../core/dns/hostNames.js';
import { policyFor } from '../../../core/errorTexts/denialText.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { AskOf, RecordAsk } from '../../../core/onboarding/run/asks.js';
import type { SwitchEvidence } from '../../../core/onboarding/run/facts.js';
import type { RunAnswers } from '../../../core/onboarding/run/run.js';
import { openStep } from '../../../core/onboarding/run/runRecord.js';
import type { DnsRecord, NewRecord } from '../../../core/ports/dns.js';
import { shorten } from '../../../core/text/countText.js';
import { noticeText, plainText } from '../../../core/text/plainText.js';
import { copyToClipboard, showWarning } from '../../../host/display.js';
import { buttonLabel } from '../../../host/errors/errorButtons.js';
import { copyPolicy } from '../../../host/errors/presentError.js';
import { showButtons, showStaying, type WayRow } from '../askForms.js';
import type { AskButton, AskContext, QuestionsOf } from '../runQuestion.js';
import { otherUpload, skipUpload } from '../upload.js';
import { leaveButton, leaveText, link, recheckButton, toStepError } from '../ways.js';
import { doubtSentences, evidenceLines, fitLines, withMail } from './evidenceText.js';

/** Definitions of the questions about a live DNS change that this account can make. */
export const recordQuestions: QuestionsOf<RecordAsk> = {
  approveRecord: {
    text: ({ record, leave, evidence }) => ({
      row: l10n.t('Approve the DNS record: {0}', noticeText(fullName(record))),
      detail: [
        ...doubtSentences(evidence),
        ...evidenceLines(evidence),
        l10n.t(
          'This record will be added to the live DNS of the domain. Visitors will then reach the domain through CDN.',
        ),
        `+ ${zoneLine(record)}`,
        ...leaveText(leave),
        l10n.t('To undo: use Undo in the Activity view.'),
      ].join('\n\n'),
    }),
    show: approveRecord,
    copies: ({ record }) => record.value,
    changesDns: true,
    observed: ['evidence'],
  },
  approveUploadRecord: {
    text: ({ record }) => ({
      row: l10n.t('Approve the DNS record for uploads: {0}', noticeText(fullName(record))),
      detail: [
        l10n.t(
          'This record will be added to DNS. The domain will then point directly to the bucket, for uploads only.',
        ),
        `+ ${zoneLine(record)}`,
        l10n.t('To undo: use Undo in the Activity view.'),
      ].join('\n\n'),
    }),
    show: approveUploadRecord,
    copies: ({ record }) => record.value,
    changesDns: true,
  },
  recordPaused: {
    text: ({ existing, leave, evidence }) => ({
      row: l10n.t('Resume the paused DNS record: {0}', noticeText(fullName(existing))),
      detail: [
        ...doubtSentences(evidence),
        ...evidenceLines(evidence),
        pointsAtOss(existing)
          ? l10n.t(
              'The correct record exists but is paused. After it is resumed, this domain points directly to the bucket.',
            )
          : l10n.t(
              'The correct record exists but is paused. After it is resumed, visitors of this domain are sent to CDN.',
            ),
        zoneLine(existing),
        ...leaveText(leave),
      ].join('\n\n'),
    }),
    show: resumeRecord,
    changesDns: true,
    observed: ['existing', 'evidence'],
  },
  recordConflict: {
    text: ({ wanted, existing, approval, copy, leave, evidence }) => ({
      row: existing.some(pointsAtOss)
        ? l10n.t('Switch DNS from the bucket to CDN: {0}', noticeText(fullName(wanted)))
        : l10n.t('Switch DNS to CDN: {0}', noticeText(fullName(wanted))),
      detail: [
        ...doubtSentences(evidence),
        ...evidenceLines(evidence),
        approval === undefined
          ? l10n.t(
              'The CNAME cannot be added while these records are on the host, and not all of them can be paused. Nothing was changed. Change them in Alibaba Cloud DNS, then recheck.',
            )
          : switchSentence(copy),
        ...leaveText(leave),
        [...existing.map((record) => `- ${zoneLine(record)}`), `+ ${zoneLine(wanted)}`].join('\n'),
      ].join('\n\n'),
    }),
    show: showConflict,
    copies: ({ wanted }) => wanted.value,
    changesDns: true,
    observed: ['evidence'],
  },
};

/** Asks before live DNS is changed. Shows the evidence, the host before and after, and how to undo the change. */
async function approveRecord(ask: AskOf<'approveRecord'>, context: AskContext): Promise<void> {
  const { record, approval, leave } = ask;
  const today = await readHostToday(record, context);
  const evidence = withMail(ask.evidence, today.hasMail);
  const detail = fitLines([
    ...evidenceLines(evidence),
    ...today.warnings,
    ...today.lines,
    l10n.t('After:'),
    `   ${zoneLine(record)} · ${l10n.t('added')}`,
    l10n.t('Visitors of this domain will then be sent to Alibaba Cloud CDN. No other record will be changed.'),
    l10n.t('To undo: use Undo in the Activity view.'),
  ]);
  const add = { label: l10n.t('Add Record'), act: () => changeDns({ approvals: { record: approval } }, context) };
  const sentence = [...doubtSentences(evidence), l10n.t('Add this record to your live DNS?')].join(' ');
  return showButtons(sentence, withLeave(evidence, leave, add, context), detail);
}

/** Returns the buttons. If there is a doubt, the first button, which VS Code focuses, leaves DNS unchanged. */
function withLeave(
  evidence: SwitchEvidence | undefined,
  leave: string | undefined,
  change: AskButton,
  context: AskContext,
): readonly AskButton[] {
  const left = leaveButton(leave, context);
  return evidence && evidence.doubts.length > 0 ? [...left, change] : [change, ...left];
}

/** Asks before the record of the upload domain is added, in the same way as for the visitors' record but with other consequences. */
async function approveUploadRecord(
  { record, approval }: AskOf<'approveUploadRecord'>,
  context: AskContext,
): Promise<void> {
  const { lines } = await readHostToday(record, context);
  const detail = [
    ...describeRecord(record),
    '',
    ...lines,
    '',
    l10n.t('The domain will then point directly to the bucket, for uploads. No other record will be changed.'),
    l10n.t('To undo: use Undo in the Activity view.'),
  ].join('\n');
  const add = { label: l10n.t('Add Record'), act: () => changeDns({ approvals: { uploadRecord: approval } }, context) };
  return showButtons(l10n.t('Add this record to your live DNS?'), [add], detail);
}

/** Asks before the right record, which is paused, is resumed. This changes live DNS. */
async function resumeRecord(ask: AskOf<'recordPaused'>, context: AskContext): Promise<void> {
  const { existing, approval, leave } = ask;
  const today = await readHostToday(existing, context);
  const evidence = withMail(ask.evidence, today.hasMail);
  const detail = fitLines([
    ...evidenceLines(evidence),
    ...(evidence ? today.warnings : []),
    ...today.lines,
    l10n.t('After:'),
    `   ${zoneLine(existing)} · ${l10n.t('enabled')}`,
    pointsAtOss(existing)
      ? l10n.t('The domain will then point directly to the bucket, for uploads. No other record will be changed.')
      : l10n.t('Visitors of this domain will then be sent to Alibaba Cloud CDN. No other record will be changed.'),
    l10n.t('To undo: use Undo in the Activity view.'),
  ]);
  const resume = {
    label: l10n.t('Resume Record'),
    act: () => changeDns({ approvals: { resume: approval } }, context),
  };
  const buttons = [
    ...withLeave(evidence, leave, resume, context),
    link(l10n.t('Open DNS Console'), context.links.zone(existing.zone)),
  ];
  const sentence = [...doubtSentences(evidence), l10n.t('Resume this record in your live DNS?')].join(' ');
  return showButtons(sentence, buttons, detail);
}

/** Asks what to do about records on a host where the CNAME has to be the only record. Offers the switch if all of them can be paused. */
async function showConflict(ask: AskOf<'recordConflict'>, context: AskContext): Promise<void> {
  const { wanted, approval, leave } = ask;
  if (approval === undefined) return listConflict(ask, context);
  const today = await readHostToday(wanted, context);
  const evidence = withMail(ask.evidence, today.hasMail);
  const detail = fitLines([...evidenceLines(evidence), ...today.warnings, ...describeSwitch(ask, today.lines)]);
  const change = {
    label: l10n.t({ message: 'Switch', comment: 'A button: replaces DNS records by the CNAME' }),
    act: () => changeDns({ approvals: { switch: approval } }, context),
  };
  const buttons = [
    ...withLeave(evidence, leave, change, context),
    link(l10n.t('Open DNS Console'), context.links.zone(wanted.zone)),
  ];
  const sentence = [...doubtSentences(evidence), l10n.t('Switch {0} in your live DNS?', fullName(wanted))].join(' ');
  await showButtons(sentence, buttons, detail);
}

function switchSentence(copy: string | undefined): string {
  const sentence = l10n.t(
    'The CNAME cannot be added while these records are on the host. Nothing was changed. Switch puts the CNAME in their place, and the host is never without a record; Undo reverts it.',
  );
  return copy === undefined ? sentence : `${sentence} ${deletedCopyText()}`;
}

/** Describes what the switch of a run does, and that the run can undo it completely. One statement per line. */
export function describeSwitch(
  { wanted, existing, changed, copy }: Pick<AskOf<'recordConflict'>, 'wanted' | 'existing' | 'changed' | 'copy'>,
  before: readonly string[] = beforeText(existing),
): readonly string[] {
  const undo =
    existing.length > 1
      ? l10n.t(
          'To undo: "Undo DNS Change" changes the CNAME back to what it was and resumes the paused records, with all their fields.',
        )
      : l10n.t('To undo: "Undo DNS Change" changes the CNAME back to what it was, with all its fields.');
  return switchText(wanted, existing, { before, changed, hasCopy: copy !== undefined, undo });
}

/** Writes the record. If this account may not change the zone, says so once; the question then becomes one for the administrator of the zone. */
async function changeDns(answers: Partial<RunAnswers>, context: AskContext): Promise<void> {
  const run = await context.answerAndCheck(answers);
  if (!run) return;
  const { state } = openStep(run) ?? {};
  if (state?.state !== 'needsUser' || state.ask.kind !== 'addRecordElsewhere' || !state.ask.error) return;
  const refusal = toStepError(run, state.ask.error);
  const policy = policyFor(refusal) === undefined ? [] : [buttonLabel('policy')];
  const pressed = await showWarning(l10n.t('DNS was not changed. {0}', errorText(refusal)), ...policy);
  if (pressed !== undefined) await copyPolicy(refusal);
}

/** Records that conflict with the wanted record. `leave` is the answer that keeps them; it is absent if the run cannot do without the wanted record. */
interface Conflict {
  readonly wanted: NewRecord;
  readonly existing: readonly DnsRecord[];
  readonly leave?: string;
  readonly evidence?: SwitchEvidence;
}

/** Shows a conflict that cannot be resolved here: the conflicting records, the others, and where to change them. */
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

/** Returns the ways to continue without this upload domain. Visitors do not use it, so another upload domain or none is possible. */
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
  return [...rows, ...more.map((label) => ({ label, group, value }))];
}

/** The known facts about the current records of a host. */
interface HostToday {
  readonly records: readonly DnsRecord[];
  /** All records of the host, one per line, below a heading. */
  readonly lines: readonly string[];
  /** Warnings about visitors that the change does not reach, and about possible damage other than to mail. One statement per line. */
  readonly warnings: readonly string[];
  /** Whether the host receives mail, which a CNAME may break. */
  readonly hasMail: boolean;
}

/** Reads the current records of a host and what they mean for a wanted record. */
export async function readHostToday(record: NewRecord, { cloud }: Pick<AskContext, 'cloud'>): Promise<HostToday> {
  const { dns } = await cloud();
  const { signal } = new AbortController();
  const { zone, rr, value } = record;
  const isWildcard = rr.startsWith('*');
  const [records, others] = await Promise.all([
    dns.listRecords(zone, rr, signal),
    isWildcard ? dns.listZoneRecords(zone, signal) : [],
  ]);
  return {
    records,
    hasMail: endangersMail(rr, records),
    lines: todayText(record, records),
    warnings: recordWarnings(record, records, {
      lines: findOtherLines(records, value),
      hosts: isWildcard ? findShadowing(rr, others) : [],
    }),
  };
}

/** Formats the records of a host as lines of a dialog, with conflicting records first. Names at most 10 records. */
function todayText(wanted: NewRecord, records: readonly DnsRecord[]): readonly string[] {
  if (records.length === 0) return [l10n.t('Current records on this host: none')];
  const inTheWay = findInTheWay(wanted, records);
  const remark = (record: DnsRecord) => (inTheWay.includes(record) ? wayText(record) : '');
  return [l10n.t('Current records on this host:'), ...recordRows(inFront(records, inTheWay), remark)];
}

/** Returns the records that conflict with the wanted one. A record with the wanted value does not conflict. */
function findInTheWay(wanted: NewRecord, records: readonly DnsRecord[]): readonly DnsRecord[] {
  return findConflicts(wanted.rr, records).filter(
    ({ type, value }) => type !== wanted.type || !sameHost(value, wanted.value),
  );
}

/** Sorts records: conflicting ones first, then other enabled ones, then paused ones. */
function inFront(records: readonly DnsRecord[], inTheWay: readonly DnsRecord[]): readonly DnsRecord[] {
  const rank = (record: DnsRecord) => (inTheWay.includes(record) ? 0 : record.enabled ? 1 : 2);
  return [...records].sort((left, right) => rank(left) - rank(right));
}

function wayText(record: DnsRecord): string {
  return ` · ${canPause(record) ? l10n.t({ message: 'will be replaced', comment: 'Beside a DNS record of which another one takes the place' }) : l10n.t('conflict, cannot be paused here')}`;
}
