import { commands, Uri, workspace } from 'vscode';
import { l10n } from '../../core/l10n.js';
import { readSizes } from '../../core/objects/collectObjects.js';
import { type DownloadResult, downloadObjects } from '../../core/objects/downloadObjects.js';
import { type FilePlan, type PlannedFile, planFiles, refuseSameFiles } from '../../core/objects/localNames.js';
import { isFolderTarget } from '../../core/objects/objectTargets.js';
import type { DownloadPort } from '../../core/ports/local.js';
import { countText, sizeText } from '../../core/text/countText.js';
import { noticeText } from '../../core/text/plainText.js';
import { type CdnTarget, listObjectRefs } from '../../host/commandIds.js';
import { guard } from '../../host/commands.js';
import { showInformation, showWarning } from '../../host/display.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import { chooseDirectory, chooseSavePath } from '../../host/prompts/displayViews.js';
import type { StateKey } from '../../host/stateKeys.js';
import { agreeToDownload, agreeToName, agreeToSize } from './downloadQuestion.js';
import { downloadEndText, type EndedDownload, refusedText } from './downloadText.js';
import { filterText, findObjects, noObjectsText } from './findObjects.js';
import { logFailures } from './logFailures.js';
import type { ObjectDeps } from './objectDeps.js';

const folderKey: StateKey = 'downloadFolder';

/** Where a download goes, and which files it may replace. */
interface Destination {
  readonly downloads: DownloadPort;
  readonly folder: string;
  readonly replaces: ReadonlySet<string>;
}

/** Downloads one object to a file, or several objects and folders into a folder. The user chooses the file or folder. */
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
  // A name that this disk does not accept is not proposed.
  const proposal = Uri.joinPath(await startOf(deps, downloads), files[0]?.path ?? 'download');
  const uri = await chooseSavePath(l10n.t('Download {0}', noticeText(object.key)), l10n.t('Download'), proposal);
  if (!uri || !isOnDisk(uri)) return;
  const folder = Uri.joinPath(uri, '..').fsPath;
  const path = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const file = { object, path };
  if (!(await agreeToName(path, folder)) || (isCostly(file) && !(await agreeToSize(file, folder)))) return;
  await rememberFolder(deps, downloads, folder);
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
  const uri = await chooseDirectory(title, l10n.t('Download Here'), await startOf(deps, downloads));
  if (!uri || !isOnDisk(uri)) return;
  const folder = uri.fsPath;
  const paths = files.map(({ path }) => path);
  const taken = await withDelayedProgress(deps.clock, l10n.t('Checking for existing files'), (_report, signal) =>
    downloads.listTaken(folder, paths, signal),
  );
  const distinct = refuseSameFiles({ files, refused }, taken);
  const agreed = await agreeToDownload({ ...distinct, taken, folder, note });
  if (!agreed) return;
  await rememberFolder(deps, downloads, folder);
  const work = { ...agreed, refused: distinct.refused, downloads, folder, replaces: new Set(taken.keys()) };
  const result = await download(deps, work.files, work);
  // Not awaited: the command has ended, and the notification may stay open.
  void guard(deps.log, 'report download', () => report(deps, work, result));
}

/** Returns the folder where the dialog opens: the last one or the workspace. Folders in which programs look for their files are never used. */
async function startOf({ memory }: ObjectDeps, { home, isFolder }: DownloadPort): Promise<Uri> {
  const last = memory.get<unknown>(folderKey);
  if (typeof last === 'string' && (await isFolder(last))) return Uri.file(last);
  const open = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return open?.uri ?? Uri.joinPath(Uri.file(home), 'Downloads');
}

/** Remembers the folder for the next download, unless it is the user's home folder. */
async function rememberFolder({ memory }: ObjectDeps, { home }: DownloadPort, folder: string): Promise<void> {
  if (folder !== home) await memory.set(folderKey, folder);
}

/** Returns whether a folder is on this computer. A folder of another computer, such as in a virtual workspace, is not written to. */
function isOnDisk({ scheme }: Uri): boolean {
  if (scheme !== 'file') void showWarning(l10n.t('Choose a folder on this computer'));
  return scheme === 'file';
}

const costlyBytes = 100 * 1024 * 1024;

/** Returns whether an object is large, or its size is unknown. */
function isCostly({ object }: PlannedFile): boolean {
  return object.size === undefined || object.size > costlyBytes;
}

/** How often the progress of bytes is shown at most. */
const mostReports = 100;

async function download(
  { session, clock }: ObjectDeps,
  files: readonly PlannedFile[],
  { downloads, folder, replaces }: Destination,
): Promise<DownloadResult> {
  const { oss } = await session.cloud();
  const total = files.reduce((sum, { object }) => sum + (object.size ?? 0), 0);
  return withDelayedProgress(clock, l10n.t('Downloading'), (tell, signal) => {
    let reported = { files: -1, bytes: 0 };
    const onProgress = (now: { readonly files: number; readonly bytes: number }) => {
      // A large object comes in so many pieces that telling each takes longer than receiving it.
      if (now.files === reported.files && Math.abs(now.bytes - reported.bytes) < total / mostReports) return;
      reported = { ...now };
      const [done, all] = [sizeText(now.bytes), sizeText(total)];
      const counts = [countText(now.files), countText(files.length)];
      const message = l10n.t('{0} of {1} objects, {2} of {3}', ...counts, done, all);
      tell({ message, percent: Math.min(100, (now.bytes / Math.max(1, total)) * 100) });
    };
    return downloadObjects({ oss, downloads }, files, { folder, replaces, onProgress }, signal);
  });
}

async function report(deps: ObjectDeps, work: Destination & EndedDownload, result: DownloadResult): Promise<void> {
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
    // Files that were not started come first, since they are not known to fail.
    const again = await download(deps, [...remaining, ...failures.map(({ item }) => item)], work);
    const sums = { done: [...result.done, ...again.done], bytes: result.bytes + again.bytes };
    return report(deps, work, { ...again, ...sums });
  }
  if (refused.length > 0) return void (await showWarning(text));
  const [only] = files;
  if (files.length > 1 || result.done.length === 0 || !only) return void (await showInformation(text));
  const open = l10n.t({ message: 'Open', comment: 'Opens a file or an object in an editor' });
  if ((await showInformation(text, open)) === open)
    await commands.executeCommand('vscode.open', Uri.joinPath(Uri.file(folder), only.path));
}
