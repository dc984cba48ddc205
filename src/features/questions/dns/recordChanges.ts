import {
  beforeText,
  deletedCopyText,
  describeRecord,
  pointsAtOss,
  recordHost,
  switchText,
  zoneLine,
} from '../../../core/dns/dnsRecordText.js';
import { fullName } from '../../../core/dns/hostNames.js';
import { policyFor } from '../../../core/errorTexts/denialText.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import { l10n } from '../../../core/l10n.js';
import type { AskOf, RecordAsk } from '../../../core/onboarding/run/asks.js';
import type { SwitchEvidence } from '../../../core/onboarding/run/facts.js';
import type { RunAnswers } from '../../../core/onboarding/run/run.js';
import { openStep } from '../../../core/onboarding/run/runRecord.js';
import { noticeText } from '../../../core/text/plainText.js';
import { showWarning } from '../../../host/display.js';
import { buttonLabel } from '../../../host/errors/errorButtons.js';
import { copyPolicy } from '../../../host/errors/presentError.js';
import { showButtons } from '../askForms.js';
import type { AskButton, AskContext, QuestionsOf } from '../runQuestion.js';
import { leaveButton, leaveText, link, toStepError } from '../ways.js';
import { listConflict } from './conflictList.js';
import { doubtSentences, evidenceLines, fitLines, withMail } from './evidenceText.js';
import { readHostToday } from './hostToday.js';

/** Questions about a live DNS change that this account can make. */
export const recordQuestions: QuestionsOf<RecordAsk> = {
  approveRecord: {
    text: ({ record, leave, evidence }) => ({
      row: l10n.t('Approve the DNS record: {0}', noticeText(recordHost(record))),
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
      row: l10n.t('Approve the DNS record for uploads: {0}', noticeText(recordHost(record))),
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
      row: l10n.t('Resume the paused DNS record: {0}', noticeText(recordHost(existing))),
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
        ? l10n.t('Switch DNS from the bucket to CDN: {0}', noticeText(recordHost(wanted)))
        : l10n.t('Switch DNS to CDN: {0}', noticeText(recordHost(wanted))),
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

/** Asks before live DNS changes: shows the evidence, the host before and after, and how to undo it. */
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

/** With a doubt, the first button, which VS Code focuses, leaves DNS unchanged. */
function withLeave(
  evidence: SwitchEvidence | undefined,
  leave: string | undefined,
  change: AskButton,
  context: AskContext,
): readonly AskButton[] {
  const left = leaveButton(leave, context);
  return evidence && evidence.doubts.length > 0 ? [...left, change] : [change, ...left];
}

/** Asks for the upload record with the same care, but other consequences. */
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

/** Asks to resume the right record, which changes live DNS. */
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

/** Asks about records on a host that the CNAME needs alone: offers the switch if all can be paused. */
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

/** The effect of a run's switch, and that the run can undo it completely; one statement per line. */
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

/**
 * Writes the record. If this account may not change the zone, says so once, since the question then changes to one for
 * its administrator.
 */
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
