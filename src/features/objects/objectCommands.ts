import { l10n } from '../../core/l10n.js';
import { isObjectKey, toObjectKey } from '../../core/objectKey.js';
import { createEmpty } from '../../core/objects/createEmpty.js';
import { throughUploadDomain } from '../../core/oss/bucketAddress.js';
import { versioningStateText } from '../../core/oss/bucketText.js';
import type { BucketRef, ObjectRef } from '../../core/ports/oss.js';
import { toContentType } from '../../core/publishing/upload/contentType.js';
import { beforeAfter, confirmChange } from '../../host/changePrompts.js';
import { type CommandArguments, executeCommand, folderRowId } from '../../host/commandIds.js';
import { listCommandTargets } from '../../host/commands.js';
import { showInformation, showWarning } from '../../host/display.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import { editHeaders } from './change/editHeaders.js';
import { allTargets, keyTargets, oneBucket, oneObject } from './change/selected.js';
import { setAcl } from './change/setAcl.js';
import { copyObjectsTo, moveObjects, renameObject } from './copy/copyCommands.js';
import { copyPresignedUrl } from './copyPresignedUrl.js';
import { deleteTargets } from './deleteTargets.js';
import { downloadTargets } from './downloadTargets.js';
import { openEditing } from './edit/editing.js';
import type { ObjectDeps } from './objectDeps.js';
import { placeText, toPlace } from './objectPlace.js';
import { ReadOnlyTexts } from './properties/readOnlyTexts.js';
import { showProperties } from './properties/showProperties.js';
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
