import { AppError, deniedKinds, isErrorOf } from '../../errors.js';
import { readTraits } from '../../oss/objectTraits.js';
import { formatTags } from '../../oss/tags.js';
import type { CloudPorts } from '../../ports/cloud.js';
import type { FilePort } from '../../ports/local.js';
import type { ObjectHead, ObjectHeaders, ObjectRef, OssPort } from '../../ports/oss.js';
import { type ContentDigest, type Publication, publicationId } from '../publication.js';
import { hasContent } from '../upload/compareObject.js';
import { type PlannedUpload, type UploadTools, uploadObjects } from './uploadObjects.js';

/** The new content of an object that was opened for editing. */
export interface ObjectEdit extends ObjectRef {
  readonly accountId: string;
  /** The content as it is stored. */
  readonly bytes: Uint8Array;
  /** Whether the content is packed with gzip. An object whose Content-Encoding says otherwise by now counts as changed. */
  readonly isPacked: boolean;
  /** The ETag of the object that the edit replaces. Absent if the object is gone and is to be created again. */
  readonly etag?: string;
  /** The contents of earlier saves whose answer was lost. They may be in the bucket without a change by another author. */
  readonly sent: readonly ContentDigest[];
  /** Whether to save without the tags of the object, since they cannot be read. */
  readonly dropsTags?: boolean;
  /** Whether to save without a header that OSS does not tell, such as Content-Disposition at its default domain, if the object has one. */
  readonly dropsHidden?: boolean;
  /** The kinds of secrets in the content that the user has allowed. */
  readonly allowed?: readonly string[];
}

/**
 * The result of a save. `saved` has the ETag of the object and whether a request changed it; `changed` is the object of another author, absent if the object
 * is gone, and nothing was written. `untagged` and `hidden` wrote nothing either, since the tags or a header cannot be read. With `failed`, the content may
 * have reached the bucket if `isUncertain`.
 */
export type SaveResult =
  | { readonly kind: 'saved'; readonly etag: string; readonly isSent: boolean }
  | { readonly kind: 'changed'; readonly remote: ObjectHead | undefined }
  | { readonly kind: 'untagged' }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'failed'; readonly error: AppError; readonly isUncertain: boolean };

/** Saves an edit over the very object that it began with, by the upload of publishing. The object keeps its headers, ACL, metadata, encryption and tags. */
export async function saveObject(tools: UploadTools, edit: ObjectEdit, signal: AbortSignal): Promise<SaveResult> {
  const result = await attempt(tools, edit, signal);
  if (result.kind !== 'changed' || !result.remote) return result;
  const { remote } = result;
  const { etag } = remote;
  const isOurs = edit.sent.some((sent) => hasContent(remote, sent));
  return isOurs && etag !== edit.etag ? attempt(tools, { ...edit, etag }, signal) : result;
}

async function attempt(tools: UploadTools, edit: ObjectEdit, signal: AbortSignal): Promise<SaveResult> {
  const { key, etag } = edit;
  const tags = await readTags(tools.cloud.oss, edit, signal);
  if (tags === 'unreadable') return { kind: 'untagged' };
  if (tags === 'gone') return { kind: 'changed', remote: undefined };
  const watched = watchCalls(tools.cloud, edit, tags);
  const files = contentFiles(tools.files, edit.bytes);
  const upload: PlannedUpload = { publication: toEditPublication(edit), ...(etag !== undefined && { etag }) };
  const result = await uploadObjects({ ...tools, cloud: watched.cloud, files }, [upload], () => undefined, signal);
  const record = result.uploaded.get(key);
  if (record) return { kind: 'saved', etag: record.etag, isSent: watched.isSent() };
  const error = result.failures[0]?.error ?? new AppError('cancelled');
  const isGone = etag !== undefined && isErrorOf(error, 'noSuchObject');
  if (isGone) return { kind: 'changed', remote: undefined };
  if (error.details.code === 'hiddenHeader') return { kind: 'hidden' };
  if (!isErrorOf(error, 'objectExists')) return { kind: 'failed', error, isUncertain: result.uncertain.has(key) };
  return {
    kind: 'changed',
    remote: watched.seen() ?? (await tools.cloud.oss.readObjectHead(edit.bucket, key, signal)),
  };
}

/** Creates the publish request of an edit, whose file exists only in memory. The user's permissions for its content are those of this name. */
export function toEditPublication({
  bucket,
  key,
  accountId,
  allowed = [],
}: Pick<ObjectEdit, 'bucket' | 'key' | 'accountId' | 'allowed'>): Publication {
  const root = `/${bucket.name}`;
  return {
    id: publicationId(bucket, key),
    path: `${root}/content`,
    workspaceRoot: root,
    root,
    label: key,
    accountId,
    bucket,
    key,
    domains: [],
    explicit: true,
    // The object has this name already.
    allowed: ['name', ...allowed.filter((kind) => kind !== 'name')],
  };
}

/** Reads the tags as the header that keeps them, which is empty without tags. */
async function readTags(
  oss: OssPort,
  { bucket, key, etag, dropsTags = false }: ObjectEdit,
  signal: AbortSignal,
): Promise<ObjectHeaders | 'unreadable' | 'gone'> {
  if (dropsTags || etag === undefined) return {};
  try {
    const tags = formatTags(await oss.readTags(bucket, key, signal));
    return tags === '' ? {} : { 'x-oss-tagging': tags };
  } catch (error) {
    if (isErrorOf(error, 'noSuchObject')) return 'gone';
    if (isErrorOf(error, ...deniedKinds)) return 'unreadable';
    throw error;
  }
}

/** Watches the requests of one upload: refuses an object that is gone, packed otherwise, or has a header that would be lost, and sends the tags. */
function watchCalls(cloud: CloudPorts, edit: ObjectEdit, tags: ObjectHeaders) {
  const { key, etag, isPacked, dropsHidden = false } = edit;
  const { oss } = cloud;
  const seen: { head?: ObjectHead | undefined; isSent: boolean } = { isSent: false };
  const readObjectHead: OssPort['readObjectHead'] = async (...given) => {
    seen.head = await oss.readObjectHead(...given);
    if (etag === undefined) return seen.head;
    if (!seen.head) throw new AppError('noSuchObject', { subject: key });
    // Other headers for the same bytes leave the ETag as it is, and a symbolic link has that of its target.
    const isOther =
      (seen.head.headers['content-encoding'] === 'gzip') !== isPacked || readTraits(seen.head).type === 'Symlink';
    if (isOther) throw new AppError('objectExists', { subject: key });
    const isLoss = seen.head.etag === etag && seen.head.hidden !== undefined;
    if (isLoss && !dropsHidden) throw new AppError('invalidInput', { subject: key, code: 'hiddenHeader' });
    return seen.head;
  };
  const putObject: OssPort['putObject'] = (bucket, name, upload, signal) => {
    seen.isSent = true;
    return oss.putObject(bucket, name, { ...upload, headers: { ...upload.headers, ...tags } }, signal);
  };
  const createMultipart: OssPort['createMultipart'] = (bucket, name, headers, signal) => {
    seen.isSent = true;
    return oss.createMultipart(bucket, name, { ...headers, ...tags }, signal);
  };
  // The ports of a cloud may be proxies, whose calls are no own properties.
  const calls: Partial<OssPort> = { readObjectHead, putObject, createMultipart };
  const watched = new Proxy(oss, {
    get: (target, name) => Reflect.get(calls, name) ?? Reflect.get(target, name),
  });
  return { cloud: { ...cloud, oss: watched }, seen: () => seen.head, isSent: () => seen.isSent };
}

/** Returns a file port whose only file is this content. */
function contentFiles(files: FilePort, bytes: Uint8Array): FilePort {
  const state = { size: bytes.length, mtimeMs: 0 };
  return {
    ...files,
    md5: (given) => files.md5(given),
    realPath: async (path) => path,
    read: async () => bytes,
    readRange: async (_path, start, end) => bytes.subarray(start, end),
    readSmall: async () => ({ ...state, bytes }),
    stat: async () => state,
    digest: async (_path, onPiece) => {
      onPiece(bytes);
      return { md5: files.md5(bytes), size: bytes.length };
    },
  };
}
