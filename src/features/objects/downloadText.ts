import type { AppError } from '../../core/errors.js';
import { errorTextWithoutSubject } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import { lookUp } from '../../core/lookUp.js';
import type { DownloadResult } from '../../core/objects/downloadObjects.js';
import { type FilePlan, nameProblemText } from '../../core/objects/localNames.js';
import { countText, shorten, sizeText } from '../../core/text/countText.js';
import { nameLines, quotedNames } from '../../core/text/firstNamesText.js';
import { noticeText } from '../../core/text/plainText.js';

/** The most objects that a notification names. */
const namedAtMost = 3;

/** Describes why objects cannot be saved as files. */
export function refusedText(refused: FilePlan['refused']): string {
  return l10n.t(
    'Not downloaded: {0}',
    namesOf(refused.map(({ object, problem }) => [object.key, nameProblemText(problem)])),
  );
}

/** Describes how many files are left out unless the user includes them. */
export function automaticLine(count: number): string {
  return l10n.t('Left out, because programs run or read files with these names automatically: {0}', countText(count));
}

/** A download that has ended. */
export interface EndedDownload extends FilePlan {
  readonly folder: string;
  /** How many existing files were kept. */
  readonly skipped: number;
  /** How many files were left out because programs run or read them automatically. */
  readonly leftOut?: number;
}

/** Describes the result of a download on one line. */
export function downloadEndText(ended: EndedDownload, result: DownloadResult): string {
  const skipped = ended.skipped > 0 ? l10n.t('Existing files skipped: {0}', countText(ended.skipped)) : '';
  const leftOut = ended.leftOut ? automaticLine(ended.leftOut) : '';
  return [outcomeText(ended, result), skipped, leftOut].filter(Boolean).join(' · ');
}

function outcomeText({ files, refused, folder }: EndedDownload, result: DownloadResult): string {
  if (files.length === 0) return refused.length > 0 ? refusedText(refused) : l10n.t('Nothing was downloaded');
  const [done, all] = [countText(result.done.length), countText(files.length + refused.length)];
  const failures = [
    ...result.failures.map(({ item, error }) => [item.object.key, failureText(error)] as const),
    ...refused.map(({ object, problem }) => [object.key, nameProblemText(problem)] as const),
  ];
  if (result.cancelled && failures.length === 0)
    return l10n.t('Download canceled. {0} of {1} objects were downloaded', done, all);
  const names = namesOf(failures, result.remaining.length);
  if (result.cancelled)
    return l10n.t('Download canceled. {0} of {1} objects were downloaded. Not downloaded: {2}', done, all, names);
  if (failures.length > 0) return l10n.t('Downloaded {0} of {1} objects. Not downloaded: {2}', done, all, names);
  const [only] = files;
  if (files.length === 1 && only) return l10n.t('Downloaded: {0} ({1})', noticeText(only.path), sizeText(result.bytes));
  return l10n.t('Downloaded {0} objects ({1}) to {2}', done, sizeText(result.bytes), noticeText(folder));
}

/** Lists the objects that cannot be saved, on lines of their own, for a question. */
export function refusedLines(refused: FilePlan['refused']): string {
  const { shown, more } = shorten(refused, namedAtMost);
  const names = nameLines(shown.map(({ object }) => object.key));
  return [
    l10n.t('Objects that are not downloaded: {0}', countText(refused.length)),
    ...shown.map(({ problem }, at) => l10n.t('{0}: {1}', names[at] ?? '', nameProblemText(problem))),
    ...more,
  ].join('\n');
}

/** Names the first failures with their reasons, and counts the rest. `others` is the number of objects without a failure that are added to the count. */
function namesOf(failures: readonly (readonly [key: string, why: string])[], others = 0): string {
  const { shown, more } = shorten(failures, namedAtMost, others);
  const names = quotedNames(shown.map(([key]) => key));
  const named = shown.map(([, why], at) => l10n.t('{0}: {1}', names[at] ?? '', why));
  return [...named, ...more].join('; ');
}

const fileSentences: Readonly<Record<string, () => string>> = {
  ENOSPC: () => l10n.t('the disk is full'),
  EEXIST: () => l10n.t('a file with this name exists'),
  EACCES: () => l10n.t('the folder is not writable'),
  EPERM: () => l10n.t('the folder is not writable'),
  EROFS: () => l10n.t('the folder is not writable'),
  ENAMETOOLONG: () => l10n.t('the name is too long for this computer'),
  OutsideFolder: () => l10n.t('a link leads out of the folder'),
};

function failureText(error: AppError): string {
  if (error.kind !== 'badFile') return errorTextWithoutSubject(error);
  const { code = '' } = error.details;
  return lookUp(fileSentences, code)?.() ?? l10n.t('the file cannot be written ({0})', code);
}
