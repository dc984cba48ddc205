import { AppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import type { RunAnswers, RunRecord } from '../../core/onboarding/run/run.js';
import type { StepFailure } from '../../core/onboarding/run/stepReasons.js';
import { permissionsLeft } from '../../core/onboarding/stepActions.js';
import { ownBucket } from '../../core/origin.js';
import { executeCommand } from '../../host/commandIds.js';
import type { ConsolePage } from '../../host/console/consoleLinks.js';
import { openPage } from '../../host/console/openPage.js';
import { helpPage } from '../../host/errors/errorButtons.js';
import type { AskButton, AskContext } from './runQuestion.js';

/** A button that rechecks immediately. */
export function recheckButton({ recheck }: AskContext): AskButton {
  return { label: l10n.t('Recheck'), act: recheck, keeps: 'recheck' };
}

/** A button that opens a page in the browser. */
export function link(label: string, page: ConsolePage): AskButton {
  return { label, act: () => openPage(page), keeps: 'open' };
}

/** A button that gives this answer. */
export function answerButton(label: string, answers: Partial<RunAnswers>, { answer }: AskContext): AskButton {
  return { label, act: () => answer(answers) };
}

/** A button that runs a command on the domain. */
export function commandButton(label: string, id: Parameters<typeof executeCommand>[0], { run }: AskContext): AskButton {
  return { label, act: () => executeCommand(id, run.plan.domain) };
}

/** A button that opens the verification of the domain. */
export function verifyButton(context: AskContext): AskButton {
  return commandButton(l10n.t('Show Verification'), 'ossCdn.verifyCname', context);
}

/** A button that opens the domain in the console of CDN. */
export function cdnButton({ links, run }: AskContext): AskButton {
  return link(l10n.t('Open CDN Console'), links.cdnDomain(run.plan.domain));
}

/** A button that opens the page for tickets. */
export function ticketButton({ links }: AskContext): AskButton {
  return link(l10n.t('Submit Ticket'), links.ticket());
}

/** A button that opens the page for the bucket's domains and certificates; none without a bucket. */
export function domainsPage({ links, run }: AskContext): readonly AskButton[] {
  const bucket = ownBucket(run.plan.origin);
  return bucket ? [link(l10n.t('Open OSS Console'), links.bucketDomains(bucket))] : [];
}

/** A button that opens the vendor's page about a refusal; none without such a page. */
export function helpButton(refused: StepFailure | undefined, { links }: AskContext): readonly AskButton[] {
  const page = refused && helpPage(new AppError(refused.kind, refused.details), links);
  return page === undefined ? [] : [link(l10n.t('Open Help'), page)];
}

/** The effect of finishing without the record; empty if the question has no such answer. */
export function leaveText(leave: string | undefined): readonly string[] {
  if (leave === undefined) return [];
  return [
    l10n.t(
      'Leave DNS finishes without the CNAME: DNS is not changed, and visitors of this domain do not reach CDN. Use Recheck after the onboarding is finished to be asked again.',
    ),
  ];
}

/** A button that finishes without the record and leaves DNS unchanged, if the question has that answer. */
export function leaveButton(leave: string | undefined, context: AskContext): readonly AskButton[] {
  if (leave === undefined) return [];
  return [answerButton(l10n.t('Leave DNS'), { left: { records: leave } }, context)];
}

/** Why a step failed. A denial includes all permissions for the rest of the run, so that the owner is asked once. */
export function toStepError(record: RunRecord, { kind, details }: StepFailure): AppError {
  const { denial } = details;
  if (!denial) return new AppError(kind, details);
  const bucket = ownBucket(record.plan.origin);
  const needed = permissionsLeft(record);
  return new AppError(kind, { ...details, denial: { ...denial, needed }, ...(bucket && { bucket }) });
}
