import { randomBytes } from 'node:crypto';
import { serviceNow } from '../state/clock.js';
import type { SandboxState, StoredBucket } from '../state/state.js';
import type { StoredObject } from '../state/storedObject.js';
import type { BucketCall } from './call.js';
import { OssError } from './errors.js';

/** The id of the one version of an object that was written while versioning was not enabled. Source: OSS, "Versioning". */
const nullId = 'null';

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

/** Makes an object the current version. With versioning, the one before is kept, unless both have the id `null`. */
export function addVersion(bucket: StoredBucket, object: StoredObject): StoredObject {
  const { key } = object;
  if (!bucket.versioning) {
    bucket.objects.set(key, object);
    return object;
  }
  const version = { ...object, versionId: setAside(bucket, key) };
  bucket.objects.set(key, version);
  return version;
}

/** Removes an object; with versioning, adds a delete marker instead, also for an object that does not exist. Returns the marker. */
export function removeObject(state: SandboxState, bucket: StoredBucket, key: string): StoredObject | undefined {
  if (!bucket.versioning) {
    bucket.objects.delete(key);
    return undefined;
  }
  const versionId = setAside(bucket, key);
  const nothing = { body: Buffer.alloc(0), headers: {}, etag: '', crc64: '0' };
  const marker = { key, ...nothing, lastModified: new Date(serviceNow(state)), versionId, isDeleteMarker: true };
  earlierOf(bucket, key).unshift(marker);
  return marker;
}

/** Removes one version for good; the newest of the others becomes the current one. Returns what was removed. */
export function removeVersion(bucket: StoredBucket, key: string, versionId: string): StoredObject | undefined {
  const current = bucket.objects.get(key);
  const isCurrent = current !== undefined && idOf(current) === versionId;
  const removed = isCurrent ? current : takeEarlier(bucket, key, versionId);
  if (isCurrent) bucket.objects.delete(key);
  const earlier = earlierOf(bucket, key);
  const [next] = earlier;
  if (!bucket.objects.has(key) && next && !next.isDeleteMarker)
    bucket.objects.set(key, earlier.shift() as StoredObject);
  return removed;
}

/** The version that a call names, else the current one. A delete marker throws: 404 as the current version, 405 by its id. */
export function requireVersion(call: Pick<BucketCall, 'bucket' | 'key' | 'query' | 'request'>): StoredObject {
  const { bucket, key, query, request } = call;
  const versionId = query.get('versionId');
  if (versionId === undefined) return requireCurrent(bucket, key);
  const found = versionsOf(bucket, key).find((each) => idOf(each) === versionId);
  if (!found) throw noVersion(key, versionId);
  if (!found.isDeleteMarker) return found;
  const message = 'The specified method is not allowed against this resource.';
  const more = { Method: request.method, ResourceType: 'DeleteMarker' };
  throw new OssError({ status: 405, code: 'MethodNotAllowed', message, more, headers: markerHeaders(found) });
}

/** The current version. Throws NoSuchKey, with the headers of the delete marker if there is one. */
export function requireCurrent(bucket: StoredBucket, key: string): StoredObject {
  const object = bucket.objects.get(key);
  if (object) return object;
  const [marker] = bucket.earlier?.get(key) ?? [];
  const message = 'The specified key does not exist.';
  const headers = marker?.isDeleteMarker ? markerHeaders(marker) : {};
  throw new OssError({
    status: 404,
    code: 'NoSuchKey',
    message,
    ec: '0026-00000001',
    more: { Key: key },
    headers,
  });
}

/** The source of a copy: a delete marker counts as missing, also by its id. Source: CopyObject, "Versioning". */
export function requireSource(bucket: StoredBucket, key: string, versionId: string | undefined): StoredObject {
  const found = versionsOf(bucket, key).find((each) => versionId === undefined || idOf(each) === versionId);
  if (!found && versionId !== undefined) throw noVersion(key, versionId);
  return found && !found.isDeleteMarker ? found : requireCurrent({ ...bucket, objects: new Map() }, key);
}

/** Replaces a version by one with the same id, after a change of what it has beside its bytes. */
export function replaceVersion(bucket: StoredBucket, before: StoredObject, after: StoredObject): void {
  const { key } = before;
  if (bucket.objects.get(key) === before) {
    bucket.objects.set(key, after);
    return;
  }
  const earlier = earlierOf(bucket, key);
  earlier.splice(earlier.indexOf(before), 1, after);
}

/** The header with the id of a version, in buckets that have versioning. */
export function versionHeader(bucket: StoredBucket, object: StoredObject): Record<string, string> {
  return bucket.versioning ? { 'x-oss-version-id': idOf(object) } : {};
}

/** The headers of an answer about a delete marker. */
export function markerHeaders(marker: StoredObject): Record<string, string> {
  return { 'x-oss-delete-marker': 'true', 'x-oss-version-id': idOf(marker) };
}

/** Whether a bucket has any version, also a delete marker. */
export function hasVersions({ objects, earlier }: StoredBucket): boolean {
  return objects.size > 0 || [...(earlier?.values() ?? [])].some((versions) => versions.length > 0);
}

/** Puts the current version among the earlier ones, removes the one with the id `null` if the next has that id, and returns the next id. */
function setAside(bucket: StoredBucket, key: string): string {
  const current = bucket.objects.get(key);
  const versionId = bucket.versioning === 'Enabled' ? `CAEQ${randomBytes(24).toString('hex')}` : nullId;
  if (current) earlierOf(bucket, key).unshift(current);
  bucket.objects.delete(key);
  if (versionId === nullId) takeEarlier(bucket, key, nullId);
  return versionId;
}

function takeEarlier(bucket: StoredBucket, key: string, versionId: string): StoredObject | undefined {
  const earlier = earlierOf(bucket, key);
  const at = earlier.findIndex((each) => idOf(each) === versionId);
  return at < 0 ? undefined : earlier.splice(at, 1)[0];
}

/** All versions of an object, from the newest. */
export function versionsOf({ objects, earlier }: StoredBucket, key: string): StoredObject[] {
  const current = objects.get(key);
  return [...(current ? [current] : []), ...(earlier?.get(key) ?? [])];
}

function earlierOf(bucket: StoredBucket, key: string): StoredObject[] {
  bucket.earlier ??= new Map();
  const earlier = bucket.earlier.get(key) ?? [];
  bucket.earlier.set(key, earlier);
  return earlier;
}

/** The id of a version. */
export function idOf({ versionId = nullId }: StoredObject): string {
  return versionId;
}

function noVersion(key: string, versionId: string): OssError {
  const message = 'The specified version does not exist.';
  return new OssError({ status: 404, code: 'NoSuchVersion', message, more: { Key: key, VersionId: versionId } });
}
