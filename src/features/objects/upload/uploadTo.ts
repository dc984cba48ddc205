import { Uri, workspace } from 'vscode';
import { isErrorOf, toAppError } from '../../../core/errors.js';
import { l10n } from '../../../core/l10n.js';
import {
  type CollectedFiles,
  collectFiles,
  mostFiles,
  type RefusedFile,
  type UploadPlace,
  type UploadSource,
} from '../../../core/publishing/byHand/collectFiles.js';
import { type UploadResult, uploadObjects } from '../../../core/publishing/byHand/uploadObjects.js';
import { recordObjects } from '../../../core/publishing/objectLedger.js';
import { isNameAllowed, type Publication } from '../../../core/publishing/publication.js';
import { AllowedFiles } from '../../../core/publishing/secrets/allowedFiles.js';
import { allowFile } from '../../../core/publishing/upload/allowFile.js';
import { countText, sizeText } from '../../../core/text/countText.js';
import { noticeText } from '../../../core/text/plainText.js';
import { warnReplaced } from '../../../host/changePrompts.js';
import { executeCommand, folderRowId, type UploadTarget } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import { showInformation, showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import { chooseSources } from '../../../host/prompts/displayViews.js';
import { confirmSecretFile } from '../../../host/prompts/secretFile.js';
import { allowedFilesKey, createMemory } from '../../../host/stateKeys.js';
import { type ChangeOutlook, readChangeOutlook } from '../changeOutlook.js';
import { logFailures } from '../logFailures.js';
import type { ObjectDeps } from '../objectDeps.js';
import { placeText, toPlace } from '../objectPlace.js';
import { listChangedUrls } from '../refreshChanged.js';
import { listReplaced, prepareUpload, type UploadPlan } from './uploadPlan.js';
import { confirmUpload, nothingToUploadText, notUploadedText, uploadEndText } from './uploadText.js';

/** Uploads the dropped files or, if none were dropped, files or folders that the user chooses. */
export async function uploadTo(
  deps: ObjectDeps,
  target: UploadTarget | undefined,
  kind: 'files' | 'folders',
): Promise<void> {
  if (!target) return void showWarning(l10n.t('Drop the files on a bucket, a folder, or an object'));
  const place = toPlace(deps, target);
  const sources = await chooseUploads(target, place, kind);
  if (sources.length === 0) return;
  const found = await withDelayedProgress(deps.clock, l10n.t('Listing files'), (_report, signal) =>
    collectFiles(deps.files, sources, place, signal),
  );
  if (found) return upload(deps, place, withAllowed(allowedFilesOf(deps), found));
  const most = countText(mostFiles);
  void showWarning(
    l10n.t('The selection has more than {0} files: use Publish a Folder Here… to upload that many files', most),
  );
}

async function chooseUploads(
  { dropped }: UploadTarget,
  place: UploadPlace,
  kind: 'files' | 'folders',
): Promise<readonly UploadSource[]> {
  const title = l10n.t('Upload to {0}', placeText(place));
  const uris = dropped === undefined ? await chooseSources(kind, title, l10n.t('Upload Here')) : parseUriList(dropped);
  const other = uris.find(({ scheme }) => scheme !== 'file');
  if (!other) return uris.map(toUploadSource);
  const name = noticeText(other.toString(true));
  void showWarning(l10n.t('Only files and folders on this computer can be uploaded: {0}', name));
  return [];
}

const allowedFilesOf = ({ context }: ObjectDeps) =>
  new AllowedFiles(createMemory(context.workspaceState), allowedFilesKey);

/** Moves the files that the user has already allowed in this workspace from the refused files to the files to upload. */
function withAllowed(allowedFiles: AllowedFiles, { files, refused, leftOut }: CollectedFiles): CollectedFiles {
  const isAllowed = ({ publication }: RefusedFile) =>
    publication !== undefined && isNameAllowed(allowedFiles.withAllowed(publication));
  const back = refused.filter(isAllowed).flatMap(({ publication }) => publication ?? []);
  return {
    files: [...files, ...back].map((each) => allowedFiles.withAllowed(each)),
    refused: refused.filter((each) => !isAllowed(each)),
    leftOut,
  };
}

/** Shows the result. If refused files can be allowed, adds a button for that. Resolves to whether the button was pressed. */
async function offersRefused(text: string, refused: readonly RefusedFile[]): Promise<boolean> {
  const button = l10n.t('Allow Files…');
  return (await showWarning(text, ...(refused.some(({ publication }) => publication) ? [button] : []))) === button;
}

/** Asks about each refused file that the user may allow, and uploads the files that are allowed. */
async function uploadAllowed(deps: ObjectDeps, place: UploadPlace, refused: readonly RefusedFile[]): Promise<void> {
  const permit = { files: deps.files, allowedFiles: allowedFilesOf(deps), confirm: confirmSecretFile };
  const files: Publication[] = [];
  for (const { name, publication } of refused) {
    if (!publication) continue;
    try {
      const allowed = await allowFile(permit, publication, new AbortController().signal);
      if (allowed) files.push(allowed);
    } catch (caught) {
      // A file that is never uploaded, such as the target of a link.
      if (!isErrorOf(caught, 'badFile')) throw caught;
      void showWarning(l10n.t('Not uploaded: {0}', notUploadedText(name, caught)));
    }
  }
  if (files.length > 0) await upload(deps, place, { files, refused: [], leftOut: 0 });
}

async function upload(deps: ObjectDeps, place: UploadPlace, found: CollectedFiles): Promise<void> {
  const plan = await prepareUpload(deps, place, found);
  if (plan.uploads.length === 0) {
    const text = nothingToUploadText(plan);
    if (plan.refused.length === 0) return void showInformation(text);
    const offer = async () => {
      if (await offersRefused(text, plan.refused)) await uploadAllowed(deps, place, plan.refused);
    };
    return void guard(deps.log, 'report upload', offer);
  }
  const outlook = await readChangeOutlook(deps, place.bucket, listReplaced(plan.uploads));
  const choice = await confirmUpload(plan, outlook);
  if (!choice) return;
  const result = await run(deps, plan);
  void executeCommand('ossCdn.retryNode', folderRowId(place.bucket.name, ''));
  // Not awaited: the refresh follows while the notification may stay open.
  void guard(deps.log, 'report upload', () => report(deps, { plan, outlook }, result));
  const refresh = choice === 'uploadAndRefresh' ? outlook.serving?.refresh : undefined;
  const replaced = outlook.keys.filter((key) => result.uploaded.has(key) || result.uncertain.has(key));
  const refreshes = refresh && replaced.length > 0 ? listChangedUrls(refresh.cost, replaced, refresh) : [];
  await Promise.all([record(deps, place, result), ...refreshes.map(({ kind, urls }) => deps.sendUrls(kind, urls))]);
}

async function run({ session, files, clock }: ObjectDeps, { uploads, size }: UploadPlan): Promise<UploadResult> {
  const cloud = await session.cloud();
  return withDelayedProgress(clock, l10n.t('Uploading'), (tell, signal) => {
    const onProgress = (now: { readonly files: number; readonly bytes: number }) => {
      const counts = [countText(now.files), countText(uploads.length)];
      const message = l10n.t('{0} of {1} files, {2} of {3}', ...counts, sizeText(now.bytes), sizeText(size));
      tell({ message, percent: Math.min(100, (now.bytes / Math.max(1, size)) * 100) });
    };
    return uploadObjects({ cloud, files, clock, onReplaced: warnReplaced }, uploads, onProgress, signal);
  });
}

/** Otherwise the next publish would take them for another author's. Best effort, since they are already uploaded. */
async function record({ store, log }: ObjectDeps, { bucket }: UploadPlace, { uploaded }: UploadResult): Promise<void> {
  try {
    await recordObjects(store, bucket, uploaded);
  } catch (error) {
    log.failure('record uploaded objects', toAppError(error));
  }
}

async function report(
  deps: ObjectDeps,
  { plan, outlook }: { readonly plan: UploadPlan; readonly outlook: ChangeOutlook },
  result: UploadResult,
): Promise<void> {
  const { failures, remaining } = result;
  const { place, refused } = plan;
  const errors = failures.map(({ error }) => error);
  for (const { item: failed } of failures)
    deps.log.warn(`not uploaded: ${place.bucket.name}/${failed.publication.key}`);
  logFailures(deps, 'upload', errors);
  const text = uploadEndText(plan, result);
  const left = [...remaining, ...failures.map(({ item }) => item)];
  if (left.length === 0 && refused.length === 0) return reportAll(text, outlook);
  if (left.length === 0) {
    if (await offersRefused(text, refused)) await uploadAllowed(deps, place, refused);
    return;
  }
  const retry = remaining.length > 0 ? l10n.t('Upload Remaining') : l10n.t('Retry Failed');
  if ((await showWarning(text, retry)) !== retry) return;
  // Asks again, since objects may have been created meanwhile.
  await upload(deps, place, { files: left.map(({ publication }) => publication), refused: [], leftOut: 0 });
}

/** Reports a complete upload. If it replaced objects of a bucket that keeps no versions, adds a button to turn versioning on. */
async function reportAll(text: string, { bucket, keys, info }: ChangeOutlook): Promise<void> {
  const turnOn = l10n.t('Turn On Versioning…');
  const isLost = keys.length > 0 && info !== undefined && info.versioning !== 'enabled';
  const chosen = await showInformation(text, ...(isLost ? [turnOn] : []));
  if (chosen === turnOn) await executeCommand('ossCdn.turnOnVersioning', bucket);
}

/** Parses a list of URIs, such as the one of dropped files. Comments and invalid lines are skipped. Source: RFC 2483, `text/uri-list`. */
export function parseUriList(text: string): readonly Uri[] {
  // A line without a scheme would be parsed as a path.
  const lines = text.split(/\r?\n/).filter((line) => /^[a-z][a-z\d+.-]*:/i.test(line));
  return lines.map((line) => Uri.parse(line));
}

/**
 * Converts a local file or folder to a source with its path in the workspace folder, as in publishing. Outside the workspace the path is absolute, so that
 * files that are never uploaded are recognized there too.
 */
export function toUploadSource(uri: Uri): UploadSource {
  const folder = workspace.getWorkspaceFolder(uri);
  const path = uri.fsPath;
  if (folder?.uri.scheme === 'file') {
    const label = uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
    return { path, top: folder.uri.fsPath, label };
  }
  const [, drive = '', label = ''] = /^\/((?:[a-z]:\/)?)(.*)$/is.exec(uri.path) ?? [];
  const root = Uri.from({ scheme: 'file', authority: uri.authority, path: `/${drive}` });
  if (uri.authority === '') return { path, top: root.fsPath, label };
  // A share is a separate file system.
  const [share = '', ...rest] = label.split('/');
  return { path, top: Uri.joinPath(root, share).fsPath, label: rest.join('/') };
}
