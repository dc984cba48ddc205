import { l10n } from '../../../core/l10n.js';
import { type PlanProgress, type PlanResult, runPlan } from '../../../core/publishing/folder/runPlan.js';
import type { Publication } from '../../../core/publishing/publication.js';
import { countText, sizeText } from '../../../core/text/countText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import type { Publishing } from '../services.js';

/** A part of a folder that is about to be sent. */
interface FolderRun {
  readonly name: string;
  readonly publications: readonly Publication[];
}

/** Sends the part of a folder with progress that can be cancelled, and reports the result. */
export async function runFolder(publishing: Pick<Publishing, 'deps' | 'publisher'>, run: FolderRun): Promise<void> {
  const end = await send(publishing, run);
  // Not awaited: the command has ended, and the notification may stay open.
  void guard(publishing.deps.log, 'publish folder', () => reportResult(publishing, run, end));
}

function send(
  { deps: { clock }, publisher }: Pick<Publishing, 'deps' | 'publisher'>,
  { name, publications }: FolderRun,
): Promise<PlanResult> {
  return withDelayedProgress(clock, l10n.t('Publishing {0}', noticeText(name)), (report, signal) => {
    const onProgress = (now: PlanProgress) => {
      if (signal.aborted) return;
      report({ message: progressText(now), percent: (now.done / Math.max(1, now.total)) * 100 });
    };
    return runPlan(publisher, publications, { clock, onProgress }, signal);
  });
}

async function reportResult(
  publishing: Pick<Publishing, 'deps' | 'publisher'>,
  run: FolderRun,
  end: PlanResult,
): Promise<void> {
  const { failures, waiting } = end;
  const retry = l10n.t('Retry Failed');
  const show = l10n.t({ message: 'Show', comment: 'Opens the list of files to be published' });
  if (failures.length + waiting.length === 0) {
    void showInformation(endText(run, end));
    return;
  }
  const buttons = failures.length > 0 ? [retry, show] : [show];
  const chosen = await showWarning(endText(run, end), ...buttons);
  if (chosen === show) await executeCommand('ossCdn.showPublishing');
  if (chosen !== retry) return;
  // Deletes that waited for failed files are followed to their end too.
  const deletes = waiting.filter(isDelete);
  await runFolder(publishing, {
    ...run,
    publications: [...failures.map(({ publication }) => publication), ...deletes],
  });
}

/** Describes the result of a run on one line. */
export function endText(
  { name: given, publications }: Pick<FolderRun, 'name' | 'publications'>,
  { cancelled, sent, failures, waiting, dropped }: PlanResult,
): string {
  const name = noticeText(given);
  if (cancelled) {
    const total = countText(publications.length);
    return l10n.t(
      'Canceled {0}. {1} of {2} files were already published and will still be refreshed',
      name,
      countText(sent),
      total,
    );
  }
  const undone = [...failures.map(({ publication }) => publication), ...waiting, ...dropped];
  const deleted = publications.filter(isDelete).length - undone.filter(isDelete).length;
  const files = countText(sent - deleted);
  return [
    ...(failures.length > 0
      ? [l10n.t('Publish {0}', name), l10n.t('succeeded: {0}', files)]
      : [l10n.t('Published {0}', name), l10n.t('files: {0}', files)]),
    ...(deleted > 0 ? [l10n.t('deleted: {0}', countText(deleted))] : []),
    ...(dropped.length > 0 ? [l10n.t('canceled: {0}', countText(dropped.length))] : []),
    ...(failures.length > 0 ? [l10n.t('failed: {0}', countText(failures.length))] : []),
    ...(waiting.length > 0 ? [l10n.t('waiting for your decision: {0}', countText(waiting.length))] : []),
  ].join(' · ');
}

function isDelete({ act }: Publication): boolean {
  return act === 'delete';
}

/** Formats the progress: files, speed, bytes and remaining time. */
export function progressText({ done, total, bytes, totalBytes, filesPerSecond, remainingMs }: PlanProgress): string {
  const pace = countText(filesPerSecond, filesPerSecond >= 10 ? 0 : 1);
  return [
    l10n.t('{0} of {1} files', countText(done), countText(total)),
    ...(done > 0 ? [l10n.t('{0} files/s', pace)] : []),
    l10n.t({
      message: '{0} of {1}',
      args: [sizeText(bytes), sizeText(totalBytes)],
      comment: 'Sizes: sent, and of all files',
    }),
    ...(remainingMs === undefined
      ? []
      : [l10n.t({ message: '{0} left', args: [durationText(remainingMs)], comment: 'A duration' })]),
  ].join(' · ');
}

function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 90 ? l10n.t('{0} s', seconds) : l10n.t('{0} min', Math.ceil(seconds / 60));
}
