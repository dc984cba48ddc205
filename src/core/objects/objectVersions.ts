import { AppError, isErrorOf } from '../errors.js';
import { changedSince } from '../oss/objectHeaders.js';
import type { ObjectVersion, VersionMarker } from '../ports/objectVersions.js';
import type { BucketRef, ObjectRef, OssPort, PutResult } from '../ports/oss.js';

/** The most versions and delete markers that one command reads. */
export const mostVersions = 10_000;
const pageSize = 1_000;

/** The versions and delete markers of one object, the newest first. */
export interface VersionList {
  readonly versions: readonly ObjectVersion[];
  /** Whether there are more than were read. */
  readonly isPartial: boolean;
}

/** A deleted object of a versioned bucket: the time of its deletion, and what the newest version had. */
export interface DeletedObject extends ObjectRef {
  readonly deletedAt: string;
  readonly size: number;
}

type Lister = Pick<OssPort, 'listVersions'>;

/** Lists the versions and delete markers of one object. */
export async function listVersionsOf(
  oss: Lister,
  { bucket, key }: ObjectRef,
  signal: AbortSignal,
): Promise<VersionList> {
  const versions: ObjectVersion[] = [];
  // Other keys that begin with this one follow it.
  for await (const version of eachVersion(oss, bucket, key, signal)) {
    if (version.key !== key) break;
    if (versions.length === mostVersions) return { versions, isPartial: true };
    versions.push(version);
  }
  return { versions, isPartial: false };
}

/** Lists the deleted objects below a prefix that have a version left. */
export async function listDeleted(
  oss: Lister,
  bucket: BucketRef,
  prefix: string,
  signal: AbortSignal,
): Promise<{ readonly deleted: readonly DeletedObject[]; readonly isPartial: boolean }> {
  const deleted: DeletedObject[] = [];
  let marker: ObjectVersion | undefined;
  let read = 0;
  for await (const version of eachVersion(oss, bucket, prefix, signal)) {
    if (read++ === mostVersions) return { deleted, isPartial: true };
    if (version.isLatest) marker = version.isDeleteMarker ? version : undefined;
    if (version.isDeleteMarker || marker?.key !== version.key) continue;
    deleted.push({ bucket, key: version.key, deletedAt: marker.lastModified, size: version.size });
    marker = undefined;
  }
  return { deleted, isPartial: false };
}

async function* eachVersion(
  oss: Lister,
  bucket: BucketRef,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<ObjectVersion, void, undefined> {
  let marker: VersionMarker | undefined;
  do {
    const query = { prefix, limit: pageSize, flat: true, ...(marker && { marker }) };
    const page = await oss.listVersions(bucket, query, signal);
    yield* page.versions;
    marker = page.next;
  } while (marker);
}

/**
 * Makes an earlier version the current one by copying it onto the object, with its headers and tags. The ACL of the present object stays. Throws
 * `invalidInput` (`changedSince`) if the current version is no longer the one that was shown, `objectArchived` if the version has to be restored first, and
 * `noSuchObject` if it is gone.
 */
export async function restoreVersion(
  oss: Pick<OssPort, 'listVersions' | 'readObjectHead' | 'readObjectAcl' | 'copyObject'>,
  object: ObjectRef,
  { versionId, shown }: { readonly versionId: string; readonly shown: ObjectVersion | undefined },
  signal: AbortSignal,
): Promise<PutResult> {
  const { bucket, key } = object;
  const source = await oss.readObjectHead(bucket, key, signal, versionId);
  if (!source) throw new AppError('noSuchObject', { subject: key });
  const acl = shown && !shown.isDeleteMarker ? await readAcl(oss, object, signal) : 'default';
  // Directly before the copy, which has no condition on the object that it replaces.
  const current = await readCurrent(oss, object, signal);
  if (!isSameVersion(current, shown)) throw changedSince(key);
  const result = await oss.copyObject({ ...object, versionId }, object, { source, acl }, signal);
  if (!result) throw changedSince(key);
  return result;
}

/**
 * How an attempt to bring an object back ended, by a look afterwards: it is `back`, it was `notDeleted` any more, or another author has `deletedAgain` or
 * `replaced` it meanwhile.
 */
export type UndeleteEnd = 'back' | 'notDeleted' | 'deletedAgain' | 'replaced';

/**
 * Brings a deleted object back by removing the delete markers that came after its newest version. Throws `invalidInput` (`noVersionLeft`) if no version is
 * left.
 */
export async function undelete(
  oss: Pick<OssPort, 'listVersions' | 'deleteVersion'>,
  object: ObjectRef,
  signal: AbortSignal,
): Promise<UndeleteEnd> {
  const { bucket, key } = object;
  const { versions } = await listVersionsOf(oss, object, signal);
  const newest = versions.findIndex(({ isDeleteMarker }) => !isDeleteMarker);
  if (newest < 0) throw new AppError('invalidInput', { code: 'noVersionLeft', subject: key });
  if (newest === 0) return 'notDeleted';
  // The marker without an id directly after the look: what is written while versioning is suspended replaces it and has the same id. The others from the
  // oldest.
  const markers = versions.slice(0, newest).reverse();
  markers.sort((left, right) => Number(hasNoId(right)) - Number(hasNoId(left)));
  for (const { versionId } of markers) await oss.deleteVersion(bucket, key, versionId, signal);
  const current = await readCurrent(oss, object, signal);
  if (!current || current.isDeleteMarker) return 'deletedAgain';
  return isSameVersion(current, versions[newest]) ? 'back' : 'replaced';
}

/** Returns whether a delete marker is the current version of an object. */
export async function isDeleted(oss: Lister, object: ObjectRef, signal: AbortSignal): Promise<boolean> {
  return (await readCurrent(oss, object, signal))?.isDeleteMarker === true;
}

/** Reads the ACL of an object that was there before. */
async function readAcl(oss: Pick<OssPort, 'readObjectAcl'>, { bucket, key }: ObjectRef, signal: AbortSignal) {
  try {
    return await oss.readObjectAcl(bucket, key, signal);
  } catch (error) {
    if (isErrorOf(error, 'noSuchObject')) throw changedSince(key);
    throw error;
  }
}

/** A change of headers alone, made while versioning is suspended, keeps both the id and the ETag. */
function isSameVersion(left: ObjectVersion | undefined, right: ObjectVersion | undefined): boolean {
  return (
    left?.versionId === right?.versionId && left?.etag === right?.etag && left?.lastModified === right?.lastModified
  );
}

function hasNoId({ versionId }: ObjectVersion): boolean {
  return versionId === 'null';
}

async function readCurrent(oss: Lister, { bucket, key }: ObjectRef, signal: AbortSignal) {
  const { versions } = await oss.listVersions(bucket, { prefix: key, limit: 1, flat: true }, signal);
  return versions.find((version) => version.key === key);
}
