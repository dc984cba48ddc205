import { l10n } from 'vscode';
import { fullName } from '../../../core/dns/hostNames.js';
import type { UserAsk } from '../../../core/onboarding/run/asks.js';
import type { RunAnswers } from '../../../core/onboarding/run/run.js';
import { openStep } from '../../../core/onboarding/run/runRecord.js';
import { ownBucket } from '../../../core/origin.js';
import type { NewRecord } from '../../../core/ports/dns.js';
import { showWarning } from '../../../host/display.js';
import { policyFor } from '../../../host/errors/denialText.js';
import { buttonLabel } from '../../../host/errors/errorButtons.js';
import { copyPolicy, errorText } from '../../../host/errors/presentError.js';
import { beforeText, describeRecord, pointsAtOss, switchText } from '../../../host/text/dnsRecordText.js';
import { showButtons } from '../modal.js';
import type { AskContext } from '../runQuestion.js';
import { toStepError } from '../stepError.js';
import { type AskButton, leaveButton, link } from '../ways.js';
import { listConflict } from './conflict.js';
import { type HostToday, readHostToday } from './hostToday.js';

type Ask<K extends UserAsk['kind']> = Extract<UserAsk, { kind: K }>;

/** Live DNS is about to change: shows the record to the last field, what stands beside it, what follows, and how to undo it. */
export async function approveRecord({ record, approval }: Ask<'approveRecord'>, context: AskContext): Promise<void> {
  const today = await readHostToday(record, context);
  const detail = [
    ...today.warnings,
    ...describeRecord(record),
    '',
    ...today.lines,
    '',
    l10n.t('Visitors of this domain will then be sent to Alibaba Cloud CDN. No other record will be changed.'),
    l10n.t('To undo: use Undo in the Activity view.'),
  ].join('\n');
  const add = { label: l10n.t('Add Record'), act: () => changeDns({ approvals: { record: approval } }, context) };
  return showButtons(l10n.t('Add this record to your live DNS?'), [...keepMail(today), add], detail);
}

/** The record for uploads: the same care, another consequence. */
export async function approveUploadRecord(
  { record, approval }: Ask<'approveUploadRecord'>,
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

/** The right record is paused: resuming it changes live DNS. */
export async function resumeRecord({ existing, approval }: Ask<'recordPaused'>, context: AskContext): Promise<void> {
  const today = await readHostToday(existing, context);
  const isUpload = pointsAtOss(existing);
  const detail = [
    ...(isUpload ? [] : today.warnings),
    ...describeRecord(existing),
    '',
    ...today.lines,
    '',
    isUpload
      ? l10n.t('The domain will then point directly to the bucket, for uploads. No other record will be changed.')
      : l10n.t('Visitors of this domain will then be sent to Alibaba Cloud CDN. No other record will be changed.'),
    l10n.t('To undo: use Undo in the Activity view.'),
  ].join('\n');
  const buttons = [
    ...(isUpload ? [] : keepMail(today)),
    { label: l10n.t('Resume Record'), act: () => changeDns({ approvals: { resume: approval } }, context) },
    link(l10n.t('Open DNS Console'), context.links.zone(existing.zone)),
  ];
  return showButtons(l10n.t('Resume this record in your live DNS?'), buttons, detail);
}

/** Records stand on the host that the CNAME needs for itself: offers the switch where all of them can be paused. */
export async function showConflict(ask: Ask<'recordConflict'>, context: AskContext): Promise<void> {
  const { wanted, existing, approval, leave } = ask;
  if (approval === undefined) return listConflict(ask, context);
  const today = await readHostToday(wanted, context);
  const detail = [
    ...today.warnings,
    ...describeSwitch(wanted, existing, today.lines),
    ...contentText(context),
    ...(leave === undefined ? [] : [l10n.t('Finish Without DNS: DNS is not changed, and visitors do not reach CDN.')]),
  ];
  const buttons = [
    ...keepMail(today),
    {
      label: l10n.t({ message: 'Switch', comment: 'A button: replaces DNS records by the CNAME' }),
      act: () => changeDns({ approvals: { switch: approval } }, context),
    },
    ...leaveButton(leave, context),
    link(l10n.t('Open DNS Console'), context.links.zone(wanted.zone)),
  ];
  await showButtons(l10n.t('Switch {0} in your live DNS?', fullName(wanted)), buttons, detail.join('\n').trimEnd());
}

/** What visitors get after the switch, who were served from elsewhere before. */
function contentText({ run: { plan } }: AskContext): readonly string[] {
  const bucket = ownBucket(plan.origin);
  if (!bucket) return [];
  return [
    l10n.t('Visitors then get the objects of bucket {0}. Upload your site first if it is not there yet.', bucket.name),
  ];
}

/** Where mail may get lost, the button under the focus is one that changes nothing: VS Code gives it to the first. */
function keepMail({ hasMail }: HostToday): readonly AskButton[] {
  return hasMail ? [{ label: l10n.t('Do Not Change DNS'), act: () => undefined }] : [];
}

/** What a switch of a run does, and that the run can undo it as a whole; one statement a line. */
export function describeSwitch(
  wanted: NewRecord,
  existing: Ask<'recordConflict'>['existing'],
  before: readonly string[] = beforeText(existing),
): readonly string[] {
  const undo = l10n.t(
    'To undo: "Undo DNS Change" deletes the CNAME, or pauses it if it was paused before, and resumes the paused records with all their fields.',
  );
  return switchText(wanted, existing, { before, undo });
}

/** Has the record written; where this account may not change the zone, says so once, since the question then changes to one for its administrator. */
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
