import { l10n } from '../../core/l10n.js';
import { isObjectKey, toObjectKey } from '../../core/objectKey.js';
import { createEmpty } from '../../core/objects/createEmpty.js';
import type { BucketRef, ObjectRef } from '../../core/ports/oss.js';
import { executeCommand, folderRowId } from '../../host/commandIds.js';
import { showInformation, showWarning } from '../../host/display.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import type { ObjectDeps } from './objectDeps.js';
import { placeText, toPlace } from './objectPlace.js';

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
