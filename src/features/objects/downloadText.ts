import { l10n } from 'vscode';
import { AppError } from '../../core/errors.js';
import type { DownloadResult } from '../../core/objects/downloadObjects.js';
import type { FilePlan, NameProblem } from '../../core/objects/localNames.js';
import { countText, shorten, sizeText } from '../../core/text/countText.js';
import { nameLines, quotedNames } from '../../core/text/firstNamesText.js';
import { noticeText } from '../../core/text/plainText.js';
import { errorText } from '../../host/errors/presentError.js';

/** How many objects a notification names. */
const namedAtMost = 3;

const problems = {
  outside: () => l10n.t('the name would lead out of the folder'),
  refused: () => l10n.t('this computer does not allow the name'),
  tooLong: () => l10n.t('the name is too long for this computer'),
  folder: () => l10n.t('only folders have names that end in a slash'),
  sameName: () => l10n.t('another object has the same file name'),
} satisfies Record<NameProblem, () => string>;

/** Why objects cannot be files here. */
export function refusedText(refused: FilePlan['refused']): string {
  return l10n.t(
    'Not downloaded: {0}',
    namesOf(refused.map(({ object, problem }) => [object.key, problems[problem]()])),
  );
}

/** How many files are left out unless the user wants them. */
export function automaticLine(count: number): string {
  return l10n.t('Left out, because programs run or read files with these names automatically: {0}', countText(count));
}

/** Describes the end of a download. */
interface EndedDownload extends FilePlan {
  readonly folder: string;
  /** How many files were left as they are because they exist. */
  readonly skipped: number;
  /** How many were left out because programs run or read them automatically. */
  readonly leftOut?: number;
}

/** How a download ended, in one line. */
export function downloadEndText(ended: EndedDownload, result: DownloadResult): string {
  const skipped = ended.skipped > 0 ? l10n.t('Existing files skipped: {0}', countText(ended.skipped)) : '';
  const leftOut = ended.leftOut ? automaticLine(ended.leftOut) : '';
  return [outcomeText(ended, result), skipped, leftOut].filter(Boolean).join(' · ');
}

function outcomeText({ files, refused, folder }: EndedDownload, result: DownloadResult): string {
  if (files.length === 0) return refused.length > 0 ? refusedText(refused) : l10n.t('Nothing was downloaded');
  const [done, all] = [countText(result.files), countText(files.length + refused.length)];
  const failures = [
    ...result.failures.map(({ file, error }) => [file.object.key, failureText(error)] as const),
    ...refused.map(({ object, problem }) => [object.key, problems[problem]()] as const),
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

/** The same in a question, each object on lines of its own. */
export function refusedLines(refused: FilePlan['refused']): string {
  const { shown, more } = shorten(refused, namedAtMost);
  const names = nameLines(shown.map(({ object }) => object.key));
  return [
    l10n.t('Objects that are not downloaded: {0}', countText(refused.length)),
    ...shown.map(({ problem }, at) => l10n.t('{0}: {1}', names[at] ?? '', problems[problem]())),
    ...(more === undefined ? [] : [more]),
  ].join('\n');
}

/** The first failures with their reasons, and how many objects there are besides, of which `others` did not fail. */
function namesOf(failures: readonly (readonly [key: string, why: string])[], others = 0): string {
  const { shown, more } = shorten(failures, namedAtMost, others);
  const names = quotedNames(shown.map(([key]) => key));
  const named = shown.map(([, why], at) => l10n.t('{0}: {1}', names[at] ?? '', why));
  return [...named, ...(more === undefined ? [] : [more])].join('; ');
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

/** The object is named already. */
function failureText({ kind, details }: AppError): string {
  const code = details.code ?? '';
  if (kind === 'badFile') return fileSentences[code]?.() ?? l10n.t('the file cannot be written ({0})', code);
  const { subject: _named, ...rest } = details;
  return errorText(new AppError(kind, rest));
}
