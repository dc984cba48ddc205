import { AppError } from '../../../src/core/errors.js';
import type {
  ObjectVersion,
  RestoreRequest,
  VersionPage,
  VersionQuery,
} from '../../../src/core/ports/objectVersions.js';
import type { MemoryBucket, MemoryObject, MemoryState } from './state.js';

const unversioned = 'null';
const archives = ['Archive', 'ColdArchive', 'DeepColdArchive'];
/** How long OSS restores an object here, ms. */
export const restoringMs = 60_000;

/** Makes an object the current version. Returns its id, which is absent if versioning was never on. */
export function addVersion(state: MemoryState, bucket: MemoryBucket, key: string, object: MemoryObject) {
  const { versioning } = bucket.info;
  if (!versioning) {
    bucket.objects.set(key, object);
    return undefined;
  }
  const versionId = versioning === 'enabled' ? `VERSION${state.nextId++}` : unversioned;
  pushAside(bucket, key);
  if (versionId === unversioned) removeEarlier(bucket, key, unversioned);
  bucket.objects.set(key, { ...object, versionId });
  return versionId;
}

/** Deletes an object: leaves a delete marker if versioning was ever on. */
export function deleteCurrent(state: MemoryState, bucket: MemoryBucket, key: string): void {
  const { versioning } = bucket.info;
  if (!versioning) return void bucket.objects.delete(key);
  const versionId = versioning === 'enabled' ? `VERSION${state.nextId++}` : unversioned;
  pushAside(bucket, key);
  if (versionId === unversioned) removeEarlier(bucket, key, unversioned);
  const lastModified = new Date(Math.floor(state.now() / 1000) * 1000).toISOString();
  const marker = { body: new Uint8Array(), size: 0, etag: '', headers: {}, lastModified, versionId };
  earlierOf(bucket, key).unshift({ ...marker, isDeleteMarker: true });
}

/** Deletes one version for good. The newest one that remains becomes the current one. */
export function removeVersion(bucket: MemoryBucket, key: string, versionId: string): void {
  const current = bucket.objects.get(key);
  if (current && idOf(current) === versionId) bucket.objects.delete(key);
  else removeEarlier(bucket, key, versionId);
  const [next] = earlierOf(bucket, key);
  if (bucket.objects.has(key) || !next || next.isDeleteMarker) return;
  bucket.objects.set(key, next);
  earlierOf(bucket, key).shift();
}

/** The current version of an object, or the one with this id; `undefined` for a delete marker. */
export function findVersion(bucket: MemoryBucket, key: string, versionId?: string): MemoryObject | undefined {
  const current = bucket.objects.get(key);
  if (versionId === undefined || (current && idOf(current) === versionId)) return current;
  return bucket.earlier?.get(key)?.find((each) => idOf(each) === versionId && !each.isDeleteMarker);
}

/** The same, which throws for a missing one. */
export function requireVersion(bucket: MemoryBucket, key: string, versionId?: string): MemoryObject {
  const object = findVersion(bucket, key, versionId);
  if (!object) throw new AppError('noSuchObject', { code: 'NoSuchKey', subject: key, httpStatus: 404 });
  return object;
}

/** Throws for an archived object that is not restored. */
export function checkReadable(state: MemoryState, key: string, { headers, restore }: MemoryObject): void {
  if (!isArchived(headers)) return;
  if (restore && restore.readyAt <= state.now() && state.now() < restore.expiresAt) return;
  throw new AppError('objectArchived', { code: 'InvalidObjectState', subject: key, httpStatus: 403 });
}

/** Restores an archived object for some days. */
export function restore(
  state: MemoryState,
  bucket: MemoryBucket,
  key: string,
  { days, versionId }: RestoreRequest,
): 'started' | 'extended' {
  const object = requireVersion(bucket, key, versionId);
  if (!isArchived(object.headers))
    throw new AppError('invalidInput', { code: 'OperationNotSupported', subject: key, httpStatus: 400 });
  const now = state.now();
  const known = object.restore && now < object.restore.expiresAt ? object.restore : undefined;
  if (known && now < known.readyAt)
    throw new AppError('restoreInProgress', { code: 'RestoreAlreadyInProgress', subject: key, httpStatus: 409 });
  const readyAt = known?.readyAt ?? now + restoringMs;
  object.restore = { readyAt, expiresAt: (known?.expiresAt ?? readyAt) + days * 86_400_000 };
  return known ? 'extended' : 'started';
}

/** The headers of a HEAD: those of the object, and what OSS tells of its versions, tags and restoration. */
export function headersOf(state: MemoryState, bucket: MemoryBucket, object: MemoryObject): Record<string, string> {
  const { headers, tags, restore: restored } = object;
  const count = Object.keys(tags ?? {}).length;
  return {
    ...headers,
    ...(bucket.info.versioning && { 'x-oss-version-id': idOf(object) }),
    ...(count > 0 && { 'x-oss-tagging-count': String(count) }),
    ...(restored && state.now() < restored.expiresAt && { 'x-oss-restore': describeRestore(state, restored) }),
  };
}

/** Lists versions by key, the newest first. */
export function listVersions(bucket: MemoryBucket, query: VersionQuery): VersionPage {
  const { prefix, marker, limit, flat = false } = query;
  const keys = new Set([...bucket.objects.keys(), ...(bucket.earlier?.keys() ?? [])]);
  const versions: ObjectVersion[] = [];
  const prefixes = new Set<string>();
  let last: { readonly key: string; readonly versionId?: string } | undefined;
  for (const key of [...keys].sort(byBytes).filter((each) => each.startsWith(prefix))) {
    const slash = flat ? -1 : key.indexOf('/', prefix.length);
    const group = slash < 0 ? undefined : key.slice(0, slash + 1);
    const rows = group === undefined ? versionsOf(bucket, key) : [];
    const passed = rows.findIndex(({ versionId }) => versionId === marker?.versionId);
    const isPassed = marker && byBytes(group ?? key, marker.key) <= 0;
    const rest = !isPassed ? rows : key === marker.key && passed >= 0 ? rows.slice(passed + 1) : [];
    const isNewGroup = group !== undefined && !isPassed && !prefixes.has(group);
    if (isNewGroup && versions.length + prefixes.size >= limit)
      return { versions, prefixes: [...prefixes], next: last! };
    if (isNewGroup) {
      prefixes.add(group);
      last = { key: group };
    }
    for (const row of rest) {
      if (versions.length + prefixes.size >= limit) return { versions, prefixes: [...prefixes], next: last! };
      versions.push(row);
      last = { key, versionId: row.versionId };
    }
  }
  return { versions, prefixes: [...prefixes] };
}

function versionsOf(bucket: MemoryBucket, key: string): ObjectVersion[] {
  const current = bucket.objects.get(key);
  const all = [...(current ? [current] : []), ...(bucket.earlier?.get(key) ?? [])];
  return all.map((object, at) => {
    const { size, etag, lastModified, isDeleteMarker = false, headers } = object;
    const storageClass = headers['x-oss-storage-class'];
    const row = { key, versionId: idOf(object), isLatest: at === 0, isDeleteMarker, lastModified, size, etag };
    return storageClass === undefined ? row : { ...row, storageClass };
  });
}

function pushAside(bucket: MemoryBucket, key: string): void {
  const current = bucket.objects.get(key);
  if (current) earlierOf(bucket, key).unshift(current);
  bucket.objects.delete(key);
}

function removeEarlier(bucket: MemoryBucket, key: string, versionId: string): void {
  const earlier = earlierOf(bucket, key);
  const at = earlier.findIndex((each) => idOf(each) === versionId);
  if (at >= 0) earlier.splice(at, 1);
}

function earlierOf(bucket: MemoryBucket, key: string): MemoryObject[] {
  bucket.earlier ??= new Map();
  const earlier = bucket.earlier.get(key) ?? [];
  bucket.earlier.set(key, earlier);
  return earlier;
}

function idOf({ versionId = unversioned }: MemoryObject): string {
  return versionId;
}

function isArchived(headers: MemoryObject['headers']): boolean {
  return archives.includes(headers['x-oss-storage-class'] ?? '');
}

function describeRestore(state: MemoryState, { readyAt, expiresAt }: NonNullable<MemoryObject['restore']>): string {
  if (state.now() < readyAt) return 'ongoing-request="true"';
  return `ongoing-request="false", expiry-date="${new Date(expiresAt).toUTCString()}"`;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
