import { toAppError } from '../../../core/errors.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { changeRecords, forgetObjects, type RecordChange } from '../../../core/publishing/objectLedger.js';
import type { ObjectDeps } from '../objectDeps.js';

/**
 * Forgets what publishing knows of objects that the user deleted here, since it would take that for the change of another author. `begun` is when the
 * deletion began. Best effort, since the objects are already deleted.
 */
export async function forgetDeleted(
  { store, log }: Pick<ObjectDeps, 'store' | 'log'>,
  bucket: BucketRef,
  keys: readonly string[],
  begun: number,
): Promise<void> {
  try {
    await forgetObjects(store, bucket, keys, begun);
  } catch (error) {
    log.failure('forget deleted objects', toAppError(error));
  }
}

/** Tells publishing of changes of headers and ACLs that the user made here. Best effort, since the objects are already changed. */
export async function recordChanges(
  { store, log }: Pick<ObjectDeps, 'store' | 'log'>,
  bucket: BucketRef,
  changes: ReadonlyMap<string, RecordChange>,
): Promise<void> {
  try {
    await changeRecords(store, bucket, changes);
  } catch (error) {
    log.failure('record changed objects', toAppError(error));
  }
}
