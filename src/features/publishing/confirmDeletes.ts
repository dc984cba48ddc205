import { toAppError } from '../../core/errors.js';
import { l10n } from '../../core/l10n.js';
import { versioningText } from '../../core/oss/bucketText.js';
import type { BucketInfo, BucketRef } from '../../core/ports/oss.js';
import { confirmObjectDeletion } from '../../host/prompts/confirmObjectDeletion.js';
import { withDelayedProgress } from '../../host/prompts/delayedProgress.js';
import type { PublishingDeps } from './services.js';

/** An object that publishing will delete. */
interface DeletedObject {
  readonly bucket: BucketRef;
  readonly key: string;
}

/** The texts of the modal; `detail` gets the sentence whether these objects can be restored. */
interface DeletesQuestion {
  readonly question: string;
  readonly button: string;
  detail(restoring: string): string;
}

/** Asks before publishing deletes these objects, after reading which buckets keep versions. Throws `cancelled`. */
export async function confirmDeletes(
  deps: PublishingDeps,
  objects: readonly DeletedObject[],
  { question, button, detail }: DeletesQuestion,
): Promise<boolean> {
  const buckets = [...new Map(objects.map(({ bucket }) => [bucket.name, bucket])).values()];
  const title = l10n.t('Checking whether the bucket keeps versions');
  const read = await withDelayedProgress(deps.clock, title, (_report, signal) =>
    Promise.all(buckets.map(async (bucket) => ({ bucket, info: await readInfo(deps, bucket, signal) }))),
  );
  const deletions = read.map(({ bucket, info }) => ({ bucket, info, keys: keysIn(objects, bucket) }));
  const [first] = deletions;
  const isSame = deletions.every(({ info }) => info && info.versioning === first?.info?.versioning);
  const asked = { question, detail: detail(versioningText(isSame ? first?.info : undefined)), buttons: [button] };
  return (await confirmObjectDeletion(deps.ui, deletions, asked)) !== undefined;
}

function keysIn(objects: readonly DeletedObject[], { name }: BucketRef): readonly string[] {
  return objects.flatMap(({ bucket, key }) => (bucket.name === name ? [key] : []));
}

async function readInfo(
  { session, log }: PublishingDeps,
  bucket: BucketRef,
  signal: AbortSignal,
): Promise<BucketInfo | undefined> {
  try {
    const { oss } = await session.cloud();
    return await oss.readBucketInfo(bucket, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    log.failure('read bucket', toAppError(error));
    return undefined;
  }
}
