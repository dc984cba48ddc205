import { errorTextWithoutSubject } from '../../core/errorTexts/errorText.js';
import { l10n } from '../../core/l10n.js';
import { isObjectKey, toObjectKey } from '../../core/objectKey.js';
import { createEmpty } from '../../core/objects/createEmpty.js';
import { type Deletion, deleteObjects } from '../../core/objects/deleteObjects.js';
import { countByTarget, isFolderTarget } from '../../core/objects/objectTargets.js';
import { throughUploadDomain } from '../../core/oss/bucketAddress.js';
import { versioningStateText, versioningText } from '../../core/oss/bucketText.js';
import type { BucketRef, ObjectRef } from '../../core/ports/oss.js';
import { toContentType } from '../../core/publishing/upload/uploadHeaders.js';
import { countText, shorten } from '../../core/text/countText.js';
import { firstNames, nameLines, wholeName } from '../../core/text/firstNamesText.js';
import { listText, noticeText } from '../../core/text/plainText.js';
import { quoted } from '../../core/text/visibleText.js';
import { beforeAfter, confirmChange } from '../../host/changePrompts.js';
import {
  type CdnTarget,
  type CommandArguments,
  executeCommand,
  folderRowId,
  listObjectRefs,
} from '../../host/commandIds.js';
import { listCommandTargets } from '../../host/commands.js';
import { showInformation, showWarning } from '../../host/display.js';
import { presentError } from '../../host/errors/presentError.js';
import { confirmObjectDeletion } from '../../host/prompts/confirmObjectDeletion.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import { editHeaders } from './change/editHeaders.js';
import { forgetDeleted } from './change/ledgerChanges.js';
import { allTargets, keyTargets, oneBucket, oneObject } from './change/selected.js';
import { setAcl } from './change/setAcl.js';
import { type ChangeOutlook, cachedCopiesText, readChangeOutlook } from './changeOutlook.js';
import { copyObjectsTo, moveObjects, renameObject } from './copy/copyCommands.js';
import { copyPresignedUrl } from './copyPresignedUrl.js';
import { downloadTargets } from './downloadTargets.js';
import { openEditing } from './edit/editing.js';
import { filterText, findObjects } from './findObjects.js';
import type { ObjectDeps } from './objectDeps.js';
import { placeText, toPlace } from './objectPlace.js';
import { ReadOnlyTexts } from './properties/readOnlyTexts.js';
import { showProperties } from './properties/showProperties.js';
import { listChangedUrls } from './refreshChanged.js';
import { uploadTo } from './upload/uploadTo.js';
import { compareWith } from './versions/compareVersions.js';
import { restoreArchived } from './versions/restoreArchived.js';
import { showVersions } from './versions/showVersions.js';
import { showDeleted } from './versions/undelete.js';

/** The name of a command on objects. */
export type ObjectCommand =
  | `ossCdn.${'downloadObjects' | 'deleteObjects' | 'copyPresignedUrl' | 'uploadFiles' | 'uploadFolder' | 'createFolder'}`
  | `ossCdn.${'createFile' | 'renameObject' | 'moveObjects' | 'copyObjects'}`
  | `ossCdn.${'showProperties' | 'editHeaders' | 'setAcl' | 'compareObject'}`
  | `ossCdn.${'showVersions' | 'showDeleted' | 'restoreArchived' | 'turnOnVersioning'}`;

/** Editing shares most of its code with the commands, and so their output file. */
export { openEditing };

type ObjectCommands = { readonly [K in ObjectCommand]: (...given: CommandArguments[K]) => Promise<void> };

/** Creates the commands on objects. Their output file is loaded with the first command. */
export function createObjectCommands(deps: ObjectDeps): ObjectCommands {
  const texts = new ReadOnlyTexts();
  deps.context.subscriptions.push(texts);
  return {
    'ossCdn.downloadObjects': (...given) => downloadTargets(deps, listCommandTargets(given)),
    'ossCdn.deleteObjects': async (...given) => deleteTargets(deps, await keyTargets(deps, given)),
    'ossCdn.copyPresignedUrl': (object) => copyPresignedUrl(deps, object),
    'ossCdn.uploadFiles': (target) => uploadTo(deps, target, 'files'),
    'ossCdn.uploadFolder': (target) => uploadTo(deps, target, 'folders'),
    'ossCdn.createFolder': (target) => createFolder(deps, target),
    'ossCdn.showProperties': (object) => showProperties(deps, texts, oneObject(deps, object)),
    'ossCdn.editHeaders': (...given) => editHeaders(deps, allTargets(deps, given)),
    'ossCdn.setAcl': (...given) => setAcl(deps, allTargets(deps, given)),
    'ossCdn.compareObject': (object) => compareWith(deps, texts, oneObject(deps, object)),
    'ossCdn.showVersions': (object) => showVersions(deps, texts, oneObject(deps, object)),
    'ossCdn.showDeleted': async (target) => showDeleted(deps, target ?? (await oneBucket(deps, undefined))),
    'ossCdn.restoreArchived': (...given) => restoreArchived(deps, allTargets(deps, given)),
    'ossCdn.turnOnVersioning': async (bucket) => turnOnVersioning(deps, await oneBucket(deps, bucket)),
    'ossCdn.createFile': (target) => createFile(deps, target),
    'ossCdn.renameObject': (object) => renameObject(deps, object),
    'ossCdn.moveObjects': (...given) => moveObjects(deps, given),
    'ossCdn.copyObjects': (...given) => copyObjectsTo(deps, given),
  };
}

/** The most keys that a notification names. */
const namedAtMost = 3;

/**
 * Deletes objects and folders of one bucket. Exactly the objects that were counted for the question are deleted. Refreshes their URLs if the user chooses
 * that.
 */
export async function deleteTargets(deps: ObjectDeps, given: readonly CdnTarget[]): Promise<void> {
  const targets = listObjectRefs(given);
  const [first] = targets;
  if (!first) return;
  const { bucket } = first;
  if (targets.some((target) => target.bucket.name !== bucket.name)) {
    void showWarning(l10n.t('Objects of several buckets are selected: select objects of one bucket to delete them'));
    return;
  }
  const found = await findObjects(deps, targets);
  if (!found) return;
  const keys = found.map(({ key }) => key);
  const outlook = await readChangeOutlook(deps, bucket, keys);
  const choice = await confirmDeletion(deps, countByTarget(targets, found), outlook, filterText(deps, targets));
  if (!choice) return;
  const begun = deps.clock.now();
  const deletion = await deleteKeys(deps, bucket, keys);
  // Parent folders may have gone with their last object, and a filter may show an object without its folder.
  void executeCommand('ossCdn.retryNode', folderRowId(bucket.name, ''));
  reportDeletion(deps, outlook.bucket, keys.length, deletion);
  const refresh = choice === 'deleteAndRefresh' ? outlook.serving?.refresh : undefined;
  const gone = [...deletion.deleted, ...deletion.uncertain];
  const refreshes = refresh && gone.length > 0 ? listChangedUrls(refresh.cost, gone, refresh) : [];
  const sending = refreshes.map(({ kind, urls }) => deps.sendUrls(kind, urls));
  await Promise.all([forgetDeleted(deps, bucket, gone, begun), ...sending]);
}

async function deleteKeys(
  { session, clock }: ObjectDeps,
  bucket: BucketRef,
  keys: readonly string[],
): Promise<Deletion> {
  const { oss } = await session.cloud();
  const all = countText(keys.length);
  return withDelayedProgress(clock, l10n.t('Deleting objects'), (report, signal) => {
    const onProgress = (done: number) =>
      report({ message: l10n.t('{0} of {1}', countText(done), all), percent: (done / keys.length) * 100 });
    return deleteObjects(oss, bucket, keys, { signal, onProgress });
  });
}

function reportDeletion(deps: ObjectDeps, { name }: BucketRef, total: number, deletion: Deletion): void {
  const { deleted, failed, error } = deletion;
  const [done, all] = [countText(deleted.length), countText(total)];
  const bucket = noticeText(name);
  // If a whole call was refused, the error has the reason and is logged once.
  if (!error) for (const key of failed) deps.log.warn(`not deleted: ${name}/${key}`);
  if (deleted.length === total) {
    void showInformation(
      total === 1
        ? l10n.t('Deleted from {0}: {1}', bucket, noticeText(deleted[0] ?? ''))
        : l10n.t('Deleted from {0}: {1} objects', bucket, done),
    );
    return;
  }
  const text = l10n.t('Deleted {0} of {1} objects from {2}. {3}', done, all, bucket, restText(deletion, total));
  if (!error || error.kind === 'cancelled') return void showWarning(text);
  deps.log.failure('delete objects', error);
  // Not awaited: the refresh follows while the notification may stay open.
  void presentError(error, deps.log, undefined, text);
}

/** Describes how many objects remain, and why. */
function restText(deletion: Deletion, total: number): string {
  const { failed, uncertain } = deletion;
  const parts = [
    ...(failed.length > 0 ? [l10n.t('Not deleted: {0}', listText(firstNames(failed, namedAtMost)))] : []),
    ...(uncertain.length > 0 ? [l10n.t('May have been deleted: {0}', countText(uncertain.length))] : []),
    whyText(deletion, total),
  ];
  return parts.reduce((text, part) => l10n.t('{0}. {1}', text, part));
}

function whyText({ deleted, failed, uncertain, error }: Deletion, total: number): string {
  const isWhole = deleted.length + failed.length + uncertain.length === total;
  if (!error) return isWhole ? l10n.t('OSS refused to delete them') : l10n.t('Canceled');
  return errorTextWithoutSubject(error);
}

/** The selection with the number of objects of each target. */
type Selected = ReturnType<typeof countByTarget>;

/** The most targets that the modal names. */
const shownAtMost = 10;

/** Shows what is deleted, with a note and the consequences. Resolves to `undefined` if the user cancels. */
async function confirmDeletion(
  { ui }: ObjectDeps,
  selected: Selected,
  outlook: ChangeOutlook,
  note: string,
): Promise<'deleteOnly' | 'deleteAndRefresh' | undefined> {
  const { bucket, keys, info, serving } = outlook;
  const [first = ''] = keys;
  const question =
    keys.length === 1
      ? l10n.t('Delete {0} from {1}?', quoted(first), noticeText(bucket.name))
      : l10n.t('Delete {0} objects from {1}?', countText(keys.length), noticeText(bucket.name));
  const detail = [selectedText(selected), note, versioningText(info), cachedCopiesText(outlook), mappingText(outlook)];
  const [alone, both] = [l10n.t('Delete Only'), l10n.t('Delete and Refresh CDN')];
  const buttons = serving?.refresh ? [both, alone] : [l10n.t('Delete')];
  const asked = { question, detail: detail.filter(Boolean).join('\n\n'), buttons };
  const chosen = await confirmObjectDeletion(ui, [{ bucket, keys, info }], asked);
  if (chosen === undefined) return undefined;
  return chosen === both ? 'deleteAndRefresh' : 'deleteOnly';
}

/** Names each selected folder with the number of its objects. A single object is already named in the question. */
function selectedText(selected: Selected): string {
  const [only] = selected;
  if (only && selected.length === 1 && !isFolderTarget(only.target)) return wholeName(only.target.key);
  const { shown, more } = shorten(selected, shownAtMost);
  const names = nameLines(shown.map(({ target }) => target.key || target.bucket.name));
  const lines = shown.map(({ target, count }, at) => {
    const name = names[at] ?? '';
    return isFolderTarget(target) ? l10n.t('{0}: {1}', name, countText(count)) : name;
  });
  return [...lines, ...more].join('\n');
}

function mappingText({ keys, mapped }: ChangeOutlook): string {
  if (mapped === undefined) return l10n.t('Whether folders of this workspace are published here could not be checked.');
  if (mapped === 0) return '';
  return keys.length === 1
    ? l10n.t(
        'A folder of this workspace is published here: the next publish uploads a file of this name again if the folder has one.',
      )
    : l10n.t(
        'Folders of this workspace are published here: the next publish uploads files of these names again if the folders have them. Objects: {0}',
        countText(mapped),
      );
}

/** Asks for a name and creates the empty object that represents a folder in OSS. Refuses a name that already exists. */
export async function createFolder(deps: ObjectDeps, target: ObjectRef | BucketRef | undefined): Promise<void> {
  if (!target) return;
  const { bucket, prefix } = toPlace(deps, target);
  const reply = await deps.ui.input({
    title: l10n.t('New Folder in {0}', placeText({ bucket, prefix })),
    prompt: l10n.t('Name of the folder'),
    validate: (name) =>
      isFolderName(prefix, name) ? undefined : l10n.t('Enter a name that OSS accepts, without a slash'),
  });
  if (reply.kind !== 'value') return;
  const key = `${prefix}${reply.value}/`;
  const { oss } = await deps.session.cloud();
  const isNew = await withDelayedProgress(deps.clock, l10n.t('Creating folder'), async (_report, signal) => {
    const { objects } = await oss.listObjects(bucket, { prefix: key, limit: 1, flat: true }, signal);
    if (objects.length > 0) return false;
    return createEmpty(oss, { bucket, key }, {}, signal);
  });
  const folder = placeText({ bucket, prefix: key });
  void executeCommand('ossCdn.retryNode', folderRowId(bucket.name, prefix));
  if (isNew) void showInformation(l10n.t('Folder created: {0}', folder));
  else void showWarning(l10n.t('The folder already exists, choose another name: {0}', folder));
}

function isFolderName(prefix: string, name: string): boolean {
  return !name.includes('/') && toObjectKey(prefix, name) !== undefined && isObjectKey(`${prefix}${name}/`);
}

/** Asks for a name, creates an empty object and opens it. Refuses a name that already exists. */
export async function createFile(deps: ObjectDeps, target: ObjectRef | BucketRef | undefined): Promise<void> {
  if (!target) return;
  const { bucket, prefix } = toPlace(deps, target);
  const reply = await deps.ui.input({
    title: l10n.t('New File in {0}', placeText({ bucket, prefix })),
    prompt: l10n.t('Name of the file'),
    validate: (name) =>
      !name.includes('/') && toObjectKey(prefix, name) !== undefined
        ? undefined
        : l10n.t('Enter a name that OSS accepts, without a slash'),
  });
  if (reply.kind !== 'value') return;
  const key = prefix + reply.value;
  const { oss } = await deps.session.cloud();
  const isNew = await withDelayedProgress(deps.clock, l10n.t('Creating file'), async (_report, signal) => {
    // Under versioning, OSS overwrites in spite of the header.
    if (await oss.readObjectHead(bucket, key, signal)) return false;
    return createEmpty(oss, { bucket, key }, { 'content-type': toContentType(key) }, signal);
  });
  void executeCommand('ossCdn.retryNode', folderRowId(bucket.name, prefix));
  if (isNew) await executeCommand('ossCdn.openObject', { bucket, key });
  else
    void showWarning(l10n.t('The file already exists, choose another name: {0}', placeText({ bucket, prefix: key })));
}

/** Asks, with its cost, and turns versioning on for a bucket. */
export async function turnOnVersioning({ session, board }: ObjectDeps, given: BucketRef | undefined): Promise<void> {
  if (!given) return;
  const bucket = throughUploadDomain(board.runs, { name: given.name, region: given.region });
  const { oss } = await session.cloud();
  const { signal } = new AbortController();
  const { versioning } = await oss.readBucketInfo(bucket, signal);
  if (versioning === 'enabled')
    return void showInformation(l10n.t('The bucket already has versioning: {0}', bucket.name));
  const agreed = await confirmChange({
    question: l10n.t('Turn on versioning for {0}?', bucket.name),
    detail: [
      beforeAfter(versioningStateText(versioning), versioningStateText('enabled')),
      l10n.t(
        'OSS then keeps every replaced or deleted object as an earlier version, which can be restored. Content that was replaced before cannot.',
      ),
      l10n.t(
        'Cost: OSS bills the storage of each version like that of an object, until you delete it. A lifecycle rule of the bucket can delete old versions.',
      ),
      l10n.t('Versioning can later be suspended, but not turned off.'),
    ],
    button: l10n.t('Turn On Versioning'),
  });
  if (!agreed) return;
  await oss.setVersioning(bucket, 'enabled', signal);
  void showInformation(l10n.t('Versioning is on: {0}', bucket.name));
}
