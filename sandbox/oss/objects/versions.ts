import { randomBytes } from 'node:crypto';
import { serviceNow } from '../../state/clock.js';
import type { ApiResponse, SandboxState, StoredBucket, StoredObject } from '../../state/state.js';
import { ownerElement, readLimit, xmlAnswer } from '../buckets.js';
import type { BucketCall } from '../call.js';
import { invalidArgument, malformed, OssError } from '../errors.js';
import { keyEncoder } from '../keys.js';
import { element, formatTime, textElements } from '../xml.js';
import { typeOf } from './properties.js';

/** The id of the one version of an object that was written while versioning was not enabled. Source: OSS, "Versioning". */
const nullId = 'null';

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

/** PutBucketVersioning: Enabled or Suspended. */
export function putVersioning({ bucket, request, state }: BucketCall): ApiResponse {
  const status = /^<VersioningConfiguration[^>]*>\s*<Status>(\w+)<\/Status>\s*<\/VersioningConfiguration>$/.exec(
    request.body
      .toString('utf8')
      .replace(/^<\?xml[^>]*>/, '')
      .trim(),
  )?.[1];
  if (status !== 'Enabled' && status !== 'Suspended') throw malformed();
  bucket.versioning = status;
  state.events.emit('change');
  return { status: 200, headers: {}, body: '' };
}

/** GetBucketVersioning: no status if it was never enabled. */
export function readVersioning({ bucket }: BucketCall): ApiResponse {
  return xmlAnswer(element('VersioningConfiguration', textElements({ Status: bucket.versioning })));
}

/** ListObjectVersions: versions and delete markers by key, each key from the newest, paged by key and version. */
export function listVersions(call: BucketCall): ApiResponse {
  const { query, bucket, state } = call;
  const code = keyEncoder(call);
  const limit = readLimit(query);
  const marker = { key: query.get('key-marker') ?? '', versionId: query.get('version-id-marker') ?? '' };
  if (marker.versionId !== '' && marker.key === '') {
    throw invalidArgument('A version-id marker cannot be specified without a key marker.');
  }
  const entries = findEntries(call, marker);
  const page = entries.slice(0, limit);
  const last = entries.length > limit ? page.at(-1) : undefined;
  const head = textElements({
    Name: bucket.name,
    Prefix: code(query.get('prefix') ?? ''),
    KeyMarker: code(marker.key),
    VersionIdMarker: marker.versionId,
    MaxKeys: limit,
    Delimiter: code(query.get('delimiter') ?? ''),
    EncodingType: query.get('encoding-type'),
    IsTruncated: last !== undefined,
    NextKeyMarker: last && code(last.name),
    NextVersionIdMarker: last?.object && shownId(bucket, last.object),
  });
  const rows = page.flatMap(({ object }) => (object ? [versionRow(call, object, ownerElement(state))] : []));
  const folders = page.filter(({ object }) => !object);
  const prefixes = folders.map(({ name }) => element('CommonPrefixes', textElements({ Prefix: code(name) })));
  return xmlAnswer(element('ListVersionsResult', head, ...rows, ...prefixes));
}

interface Entry {
  /** The key, or the common prefix of a folder. */
  readonly name: string;
  readonly object?: StoredObject;
}

function findEntries({ bucket, query }: BucketCall, marker: { key: string; versionId: string }): Entry[] {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const keys = [...new Set([...bucket.objects.keys(), ...(bucket.earlier?.keys() ?? [])])];
  const entries: Entry[] = [];
  for (const key of keys.filter((each) => each.startsWith(prefix)).sort(compareKeys)) {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end < 0 ? key : key.slice(0, end + delimiter.length);
    const versions = versionsOf(bucket, key);
    if (versions.length === 0) continue;
    const order = marker.key === '' ? 1 : compareKeys(name, marker.key);
    if (end >= 0) {
      if (order > 0 && entries.at(-1)?.name !== name) entries.push({ name });
      continue;
    }
    const at = order === 0 && marker.versionId !== '' ? findAfter(bucket, versions, marker.versionId) : versions.length;
    const rest = order > 0 ? versions : versions.slice(order === 0 ? at : versions.length);
    entries.push(...rest.map((object) => ({ name, object })));
  }
  return entries;
}

function findAfter(bucket: StoredBucket, versions: readonly StoredObject[], versionId: string): number {
  const at = versions.findIndex((each) => shownId(bucket, each) === versionId);
  if (at < 0) throw invalidArgument('Invalid version id specified.', { ArgumentValue: versionId });
  return at + 1;
}

function versionRow(call: BucketCall, object: StoredObject, owner: string): string {
  const { bucket } = call;
  const common = {
    Key: keyEncoder(call)(object.key),
    VersionId: shownId(bucket, object),
    IsLatest: versionsOf(bucket, object.key)[0] === object,
    LastModified: formatTime(object.lastModified),
  };
  if (object.isDeleteMarker) return element('DeleteMarker', textElements(common), owner);
  const own = {
    ETag: `"${object.etag}"`,
    Type: typeOf(object),
    Size: object.body.length,
    StorageClass: object.storageClass ?? 'Standard',
  };
  return element('Version', textElements({ ...common, ...own }), owner);
}

/** The id in a list; empty in a bucket that never had versioning, as in the vendor's sample. */
function shownId(bucket: StoredBucket, object: StoredObject): string {
  return bucket.versioning ? idOf(object) : '';
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

function versionsOf({ objects, earlier }: StoredBucket, key: string): StoredObject[] {
  const current = objects.get(key);
  return [...(current ? [current] : []), ...(earlier?.get(key) ?? [])];
}

function earlierOf(bucket: StoredBucket, key: string): StoredObject[] {
  bucket.earlier ??= new Map();
  const earlier = bucket.earlier.get(key) ?? [];
  bucket.earlier.set(key, earlier);
  return earlier;
}

function idOf({ versionId = nullId }: StoredObject): string {
  return versionId;
}

function noVersion(key: string, versionId: string): OssError {
  const message = 'The specified version does not exist.';
  return new OssError({ status: 404, code: 'NoSuchVersion', message, more: { Key: key, VersionId: versionId } });
}

/** OSS sorts by UTF-8 bytes, unlike JavaScript strings beyond the basic plane. */
function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
