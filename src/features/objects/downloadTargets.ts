import type * as vscode from 'vscode';
import { commands, l10n, Uri } from 'vscode';
import { AppError } from '../../core/errors.js';
import { readSizes } from '../../core/objects/collectObjects.js';
import { type DownloadResult, downloadObjects } from '../../core/objects/downloadObjects.js';
import {
  type FilePlan,
  type NameProblem,
  type PlannedFile,
  planFiles,
  refuseSameFiles,
} from '../../core/objects/localNames.js';
import { isFolderTarget } from '../../core/objects/objectTargets.js';
import type { DownloadPort } from '../../core/ports/local.js';
import { type CdnTarget, listObjectRefs } from '../../host/commandIds.js';
import { guard } from '../../host/commands.js';
import { showInformation, showWarning } from '../../host/display.js';
import { errorText } from '../../host/errors/presentError.js';
import { noticeText, plainText } from '../../host/plainText.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import { chooseDirectory, chooseSavePath } from '../../host/prompts/displayViews.js';
import { countText, sizeText } from '../../host/text/bucketText.js';
import { shorten } from '../../host/text/dnsRecordText.js';
import { firstNamesText } from '../../host/text/objects/firstNamesText.js';
import { filterText, findObjects, noObjectsText } from './findObjects.js';
import { logFailures } from './logFailures.js';
import type { ObjectDeps } from './objectDeps.js';

/** Where files go, and which of those that are there they may replace. */
interface Destination {
  readonly downloads: DownloadPort;
  readonly folder: string;
  readonly replaces: ReadonlySet<string>;
}

/** Downloads one object to a file, or several and whole folders into a folder, that the user chooses. */
export async function downloadTargets(deps: ObjectDeps, given: readonly CdnTarget[]): Promise<void> {
  const targets = listObjectRefs(given);
  const listed = targets.length > 0 ? await findObjects(deps, targets) : undefined;
  if (!listed) return;
  const { oss } = await deps.session.cloud();
  const objects = await withDelayedProgress(deps.clock, l10n.t('Listing objects'), (_report, signal) =>
    readSizes(oss, listed, signal),
  );
  const downloads = await deps.loadDownloads();
  const plan = planFiles(objects, downloads.flavour);
  const [only] = targets;
  if (targets.length === 1 && only && !isFolderTarget(only)) return downloadOne(deps, plan, downloads);
  if (plan.files.length > 0) return downloadMany(deps, plan, downloads, filterText(deps, targets));
  void showWarning(plan.refused.length > 0 ? refusedText(plan.refused) : noObjectsText(targets));
}

async function downloadOne(deps: ObjectDeps, { files, refused }: FilePlan, downloads: DownloadPort): Promise<void> {
  const object = files[0]?.object ?? refused[0]?.object;
  if (!object) return;
  // A name that this disk does not take is not proposed.
  const proposal = Uri.joinPath(Uri.file(downloads.home), files[0]?.path ?? 'download');
  const uri = await chooseSavePath(l10n.t('Download {0}', noticeText(object.key)), l10n.t('Download'), proposal);
  if (!uri || !isOnDisk(uri)) return;
  const folder = Uri.joinPath(uri, '..').fsPath;
  const path = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const file = { object, path };
  if (isCostly(file) && (await downloadModal({ files: [file], refused: [], taken: 0, folder, note: '' })) === undefined)
    return;
  const destination = { downloads, folder, replaces: new Set([path]) };
  const result = await download(deps, [file], destination);
  void guard(deps.log, 'report download', () =>
    report(deps, { ...destination, files: [file], refused: [], skipped: 0 }, result),
  );
}

async function downloadMany(
  deps: ObjectDeps,
  { files, refused }: FilePlan,
  downloads: DownloadPort,
  note: string,
): Promise<void> {
  const title = l10n.t('Choose a folder for the objects: {0}', countText(files.length));
  const uri = await chooseDirectory(title, l10n.t('Download Here'), Uri.file(downloads.home));
  if (!uri || !isOnDisk(uri)) return;
  const folder = uri.fsPath;
  const paths = files.map(({ path }) => path);
  const taken = await withDelayedProgress(deps.clock, l10n.t('Checking for existing files'), (_report, signal) =>
    downloads.listTaken(folder, paths, signal),
  );
  const distinct = refuseSameFiles({ files, refused }, taken);
  const existing = distinct.files.filter(({ path }) => taken.has(path)).length;
  const choice = await downloadModal({ ...distinct, taken: existing, folder, note });
  if (!choice) return;
  const wanted = choice === 'replace' ? distinct : { files: files.filter(({ path }) => !taken.has(path)), refused };
  const skipped = choice === 'skip' ? taken.size : 0;
  const work = { ...wanted, skipped, downloads, folder, replaces: new Set(taken.keys()) };
  const result = await download(deps, work.files, work);
  // Not awaited: the command has ended, and the user may leave the notification open.
  void guard(deps.log, 'report download', () => report(deps, work, result));
}

/** A folder of another computer, which a workspace may have, is not written to. */
function isOnDisk({ scheme }: vscode.Uri): boolean {
  if (scheme !== 'file') void showWarning(l10n.t('Choose a folder on this computer'));
  return scheme === 'file';
}

const costlyBytes = 100 * 1024 * 1024;

/** Also where the size is not known. */
function isCostly({ object }: PlannedFile): boolean {
  return object.size === undefined || object.size > costlyBytes;
}

async function download(
  { session, clock }: ObjectDeps,
  files: readonly PlannedFile[],
  { downloads, folder, replaces }: Destination,
): Promise<DownloadResult> {
  const { oss } = await session.cloud();
  const total = files.reduce((sum, { object }) => sum + (object.size ?? 0), 0);
  return withDelayedProgress(clock, l10n.t('Downloading'), (tell, signal) => {
    let shown = 0;
    const onProgress = (now: { readonly files: number; readonly bytes: number }) => {
      const percent = Math.min(100, (now.bytes / Math.max(1, total)) * 100);
      const [done, all] = [sizeText(now.bytes), sizeText(total)];
      const counts = [countText(now.files), countText(files.length)];
      const message = l10n.t('{0} of {1} objects, {2} of {3}', ...counts, done, all);
      tell({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    };
    return downloadObjects({ oss, downloads }, files, { folder, replaces, onProgress }, signal);
  });
}

interface Finished extends Destination, FilePlan {
  readonly skipped: number;
}

async function report(deps: ObjectDeps, work: Finished, result: DownloadResult): Promise<void> {
  const { files, refused, folder } = work;
  logFailures(
    deps,
    'download',
    result.failures.map(({ error }) => error),
  );
  const text = downloadEndText(work, result);
  if (result.failures.length > 0) {
    const { failures, remaining } = result;
    const retry = remaining.length > 0 ? l10n.t('Download Remaining') : l10n.t('Retry Failed');
    if ((await showWarning(text, retry)) !== retry) return;
    // What was not begun comes first: it is not known to fail.
    const again = await download(deps, [...remaining, ...failures.map(({ file }) => file)], work);
    const sums = { files: result.files + again.files, bytes: result.bytes + again.bytes };
    return report(deps, work, { ...again, ...sums });
  }
  if (refused.length > 0) return void (await showWarning(text));
  const [only] = files;
  if (files.length > 1 || result.files === 0 || !only) return void (await showInformation(text));
  const open = l10n.t({ message: 'Open', comment: 'Opens a file or an object in an editor' });
  if ((await showInformation(text, open)) === open)
    await commands.executeCommand('vscode.open', Uri.joinPath(Uri.file(folder), only.path));
}

/** How many objects a notification names. */
const namedAtMost = 3;

const problems = {
  outside: () => l10n.t('the name would lead out of the folder'),
  refused: () => l10n.t('this computer does not allow the name'),
  tooLong: () => l10n.t('the name is too long for this computer'),
  folder: () => l10n.t('only folders have names that end in a slash'),
  sameName: () => l10n.t('another object has the same file name'),
} satisfies Record<NameProblem, () => string>;

type Refused = FilePlan['refused'];

/** Why objects cannot be files here. */
function refusedText(refused: Refused): string {
  return l10n.t(
    'Not downloaded: {0}',
    namesOf(refused.map(({ object, problem }) => [object.key, problems[problem]()])),
  );
}

/** What is about to be downloaded. */
interface Outlook extends FilePlan {
  /** How many of the files are there already. */
  readonly taken: number;
  readonly folder: string;
  /** What else is to be said of the selection. */
  readonly note: string;
}

/** Says what is downloaded and what that costs, and asks once about all files that are there already; `undefined` when the user cancels. */
async function downloadModal({
  files,
  refused,
  taken,
  folder,
  note,
}: Outlook): Promise<'replace' | 'skip' | undefined> {
  const bytes = files.reduce((sum, { object }) => sum + (object.size ?? 0), 0);
  const isWhole = files.every(({ object }) => object.size !== undefined);
  const question = questionOf(countText(files.length), bytes, isWhole);
  const detail = [
    l10n.t('Folder: {0}', plainText(folder)),
    firstNamesText(files.map(({ path }) => path)),
    note,
    taken > 0 ? l10n.t('Files that already exist in the folder: {0}', countText(taken)) : '',
    refused.length > 0 ? refusedText(refused) : '',
    l10n.t('OSS bills the traffic of downloads over the internet.'),
  ];
  const download = l10n.t('Download');
  const [skip, replace] = [l10n.t('Skip Existing Files'), l10n.t('Replace Existing Files')];
  const options = { modal: true, detail: detail.filter(Boolean).join('\n\n') };
  const chosen = await showWarning(question, options, ...(taken > 0 ? [skip, replace] : [download]));
  if (chosen === undefined) return undefined;
  return chosen === replace ? 'replace' : 'skip';
}

/** `isWhole` says whether `bytes` has the sizes of all objects. */
function questionOf(count: string, bytes: number, isWhole: boolean): string {
  if (isWhole) return l10n.t('Download objects: {0} ({1})?', count, sizeText(bytes));
  return bytes > 0
    ? l10n.t('Download objects: {0} (at least {1})?', count, sizeText(bytes))
    : l10n.t('Download objects: {0} (size unknown)?', count);
}

/** What was downloaded. */
interface EndedDownload extends FilePlan {
  readonly folder: string;
  /** How many files were left as they are because they exist. */
  readonly skipped: number;
}

/** How a download ended, in one line. */
export function downloadEndText(ended: EndedDownload, result: DownloadResult): string {
  const skipped = ended.skipped > 0 ? l10n.t('Existing files skipped: {0}', countText(ended.skipped)) : '';
  return [outcomeText(ended, result), skipped].filter(Boolean).join(' · ');
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

/** The first failures with their reasons, and how many objects there are besides, of which `others` did not fail. */
function namesOf(failures: readonly (readonly [key: string, why: string])[], others = 0): string {
  const { shown, more } = shorten(failures, namedAtMost, others);
  const named = shown.map(([key, why]) => l10n.t('{0}: {1}', noticeText(key), why));
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
