import { l10n } from '../../../core/l10n.js';
import { throughUploadDomain } from '../../../core/oss/bucketAddress.js';
import { versioningStateText } from '../../../core/oss/bucketText.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { beforeAfter, confirmChange } from '../../../host/changePrompts.js';
import { showInformation } from '../../../host/display.js';
import type { ObjectDeps } from '../objectDeps.js';

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
