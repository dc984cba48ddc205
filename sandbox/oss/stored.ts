import type { StoredObject } from '../state/state.js';
import type { BucketCall } from './call.js';
import { OssError } from './errors.js';

/** Stores an object in its bucket and emits the change. */
export function storeObject({ bucket, key, state }: BucketCall, object: StoredObject, acl: string | undefined): void {
  bucket.objects.set(key, acl === undefined || acl === 'default' ? object : { ...object, acl });
  state.events.emit('objectChanged', { bucket: bucket.name, key });
  state.events.emit('change');
}

/** Throws FileAlreadyExists for an object that must not be overwritten. */
export function checkOverwrite({ request, bucket, key, state }: BucketCall): void {
  const code = String(state.uncertain.overwriteRefused);
  if (code !== '' && bucket.objects.has(key)) {
    const message = 'Overwriting objects is forbidden by the bucket overwrite configuration.';
    throw new OssError({ status: 403, code, message });
  }
  if (request.headers['x-oss-forbid-overwrite'] !== 'true' || !bucket.objects.has(key)) return;
  const message = 'The object you specified already exists and can not be overwritten.';
  throw new OssError({ status: 409, code: 'FileAlreadyExists', message, ec: '0026-00000002' });
}

/** The object of a call. Throws NoSuchKey. */
export function requireObject({ bucket, key }: Pick<BucketCall, 'bucket' | 'key'>): StoredObject {
  const object = bucket.objects.get(key);
  if (object) return object;
  const message = 'The specified key does not exist.';
  throw new OssError({ status: 404, code: 'NoSuchKey', message, ec: '0026-00000001', more: { Key: key } });
}

/** OSS's type of an object, by how it was created. */
export function typeOf({ etag }: StoredObject): 'Normal' | 'Multipart' {
  return etag.includes('-') ? 'Multipart' : 'Normal';
}
