import { l10n } from 'vscode';
import { isErrorOf } from '../../core/errors.js';
import { type Deletion, deleteObjects } from '../../core/objects/deleteObjects.js';
import type { BucketRef } from '../../core/ports/oss.js';
import { type CdnTarget, executeCommand, folderRowId, type ObjectRef } from '../../host/commandIds.js';
import { showInformation, showWarning } from '../../host/display.js';
import { errorText } from '../../host/errors/presentError.js';
import { noticeText } from '../../host/plainText.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import { countText } from '../../host/text/bucketText.js';
import { confirmDeletion } from './confirmDeletion.js';
import { readDeletionOutlook } from './deletionOutlook.js';
import { findObjects, listObjectRefs } from './findObjects.js';
import type { ObjectDeps } from './objectDeps.js';
import { listDeletedUrls } from './refreshDeleted.js';

/** Deletes objects and whole folders of one bucket: exactly what was counted when the user agreed, and refreshes their URLs where that was chosen. */
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
  const outlook = await readDeletionOutlook(deps, bucket, keys);
  const choice = await confirmDeletion(outlook);
  if (!choice) return;
  const deletion = await run(deps, bucket, keys);
  for (const id of listParents(targets)) void executeCommand('ossCdn.retryNode', id);
  reportEnd(deps, outlook.bucket, keys.length, deletion);
  const { refresh } = outlook;
  if (choice === 'deleteOnly' || !refresh || deletion.deleted.length === 0) return;
  const { kind, urls } = listDeletedUrls(refresh.cost, deletion.deleted, refresh.hosts);
  await deps.sendUrls(kind, urls);
}

async function run({ session, clock }: ObjectDeps, bucket: BucketRef, keys: readonly string[]): Promise<Deletion> {
  const { oss } = await session.cloud();
  const all = countText(keys.length);
  return withDelayedProgress(clock, l10n.t('Deleting objects'), (report, signal) => {
    let shown = 0;
    const onProgress = (done: number) => {
      const percent = (done / keys.length) * 100;
      report({ message: l10n.t('{0} of {1}', countText(done), all), increment: percent - shown });
      shown = percent;
    };
    return deleteObjects(oss, bucket, keys, { signal, onProgress });
  });
}

function reportEnd(deps: ObjectDeps, { name }: BucketRef, total: number, { deleted, failed, error }: Deletion): void {
  const [done, all] = [countText(deleted.length), countText(total)];
  const bucket = noticeText(name);
  if (error && !isErrorOf(error, 'cancelled')) deps.log.failure('delete objects', error);
  if (deleted.length === total) {
    void showInformation(
      total === 1
        ? l10n.t('Deleted from {0}: {1}', bucket, noticeText(deleted[0] ?? ''))
        : l10n.t('Deleted from {0}: {1} objects', bucket, done),
    );
    return;
  }
  const why = error ? errorText(error) : failed.length > 0 ? l10n.t('OSS refused the others') : l10n.t('Canceled');
  void showWarning(l10n.t('Deleted {0} of {1} objects from {2}. {3}', done, all, bucket, why));
}

/** The rows of the tree below which something is gone. */
function listParents(targets: readonly ObjectRef[]): ReadonlySet<string> {
  return new Set(
    targets.map(({ bucket, key }) => {
      const around = key.slice(0, key.lastIndexOf('/', key.length - 2) + 1);
      return folderRowId(bucket.name, around);
    }),
  );
}
