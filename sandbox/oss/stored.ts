import type { StoredObject } from '../state/state.js';
import type { BucketCall } from './call.js';
import { OssError } from './errors.js';
import { addVersion } from './objects/versions.js';

/** Stores an object in its bucket and emits the change. Returns it with its version. */
export function storeObject(
  { bucket, key, state }: BucketCall,
  object: StoredObject,
  acl: string | undefined,
): StoredObject {
  const stored = addVersion(bucket, acl === undefined || acl === 'default' ? object : { ...object, acl });
  state.events.emit('objectChanged', { bucket: bucket.name, key });
  state.events.emit('change');
  return stored;
}

/**
 * Throws FileAlreadyExists for an object that must not be overwritten. The header has no effect once versioning was enabled. Source: PutObject,
 * `x-oss-forbid-overwrite`.
 */
export function checkOverwrite(call: BucketCall): void {
  const { request, bucket, key, state } = call;
  if (bucket.objects.has(key)) checkRetention(call);
  const code = String(state.uncertain.overwriteRefused);
  if (code !== '' && bucket.objects.has(key)) {
    const message = 'Overwriting objects is forbidden by the bucket overwrite configuration.';
    throw new OssError({ status: 403, code, message });
  }
  if (bucket.versioning || request.headers['x-oss-forbid-overwrite'] !== 'true' || !bucket.objects.has(key)) return;
  const message = 'The object you specified already exists and can not be overwritten.';
  throw new OssError({ status: 409, code: 'FileAlreadyExists', message, ec: '0026-00000002' });
}

/** Throws FileImmutable for a change of an object that a retention policy protects. Source: DeleteObject, "Error codes". */
export function checkRetention({ bucket }: Pick<BucketCall, 'bucket'>): void {
  if (!bucket.isRetained) return;
  throw new OssError({ status: 409, code: 'FileImmutable', message: 'The object you specified is immutable.' });
}
