import { l10n } from '../../../core/l10n.js';
import { toObjectKey } from '../../../core/objectKey.js';
import { createEmpty } from '../../../core/objects/createEmpty.js';
import type { BucketRef, ObjectRef } from '../../../core/ports/oss.js';
import { toContentType } from '../../../core/publishing/upload/contentType.js';
import { executeCommand, folderRowId } from '../../../host/commandIds.js';
import { showWarning } from '../../../host/display.js';
import { withDelayedProgress } from '../../../host/prompts/delayedProgress.js';
import type { ObjectDeps } from '../objectDeps.js';
import { placeText, toPlace } from '../objectPlace.js';

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
