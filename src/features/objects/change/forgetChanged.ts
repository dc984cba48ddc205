import { toAppError } from '../../../core/errors.js';
import type { BucketRef } from '../../../core/ports/oss.js';
import { forgetObjects } from '../../../core/publishing/objectLedger.js';
import type { ObjectDeps } from '../objectDeps.js';

/**
 * Forgets what publishing knows of objects that the user changed or deleted here, since it would take that for the change of another author. `begun` is
 * when the change began. Best effort, since the objects are already changed.
 */
export async function forgetChanged(
  { store, log }: Pick<ObjectDeps, 'store' | 'log'>,
  bucket: BucketRef,
  keys: readonly string[],
  begun: number,
): Promise<void> {
  try {
    await forgetObjects(store, bucket, keys, begun);
  } catch (error) {
    log.failure('forget changed objects', toAppError(error));
  }
}
