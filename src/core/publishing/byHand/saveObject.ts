import { type AppError, deniedKinds, isErrorOf, toAppError } from '../../errors.js';
import { readTraits } from '../../oss/objectTraits.js';
import { formatTags } from '../../oss/tags.js';
import type { ObjectHead, ObjectHeaders, ObjectRef, OssPort } from '../../ports/oss.js';
import type { ContentDigest } from '../publication.js';
import { toRemoteChange } from '../upload/uploadContext.js';
import { HandSender, type UploadTools } from './uploadObjects.js';

/** The new content of an object that was opened for editing. */
export interface ObjectEdit extends ObjectRef {
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
 * The result of a save. `saved` has the ETag of the object and whether a request changed it; `changed` has the ETag of the object of another author, absent
 * if the object is gone, and nothing was written. `untagged` and `hidden` wrote nothing either, since the tags or a header cannot be read. With `failed`, the
 * content may have reached the bucket if `isUncertain`.
 */
export type SaveResult =
  | { readonly kind: 'saved'; readonly etag: string; readonly isSent: boolean }
  | { readonly kind: 'changed'; readonly etag?: string | undefined }
  | { readonly kind: 'untagged' }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'failed'; readonly error: AppError; readonly isUncertain: boolean };

/** Saves an edit over the very object that it began with, by the upload of publishing. The object keeps its headers, ACL, metadata, encryption and tags. */
export async function saveObject(tools: UploadTools, edit: ObjectEdit, signal: AbortSignal): Promise<SaveResult> {
  const { bucket, key, etag, allowed = [], bytes: source, sent: bases } = edit;
  let isSent = false;
  try {
    const added = await readTags(tools.cloud.oss, edit, signal);
    if (added === 'unreadable') return { kind: 'untagged' };
    if (added === 'gone') return { kind: 'changed' };
    const publication = { bucket, key, label: key, allowed, explicit: true, bases };
    const upload = { publication, source, added, ...(etag !== undefined && { etag }) };
    const onSend = () => {
      isSent = true;
    };
    const end = await new HandSender(tools, signal).send(upload, { onSend }, (remote) => objectionTo(remote, edit));
    if ('record' in end && end.record) return { kind: 'saved', etag: end.record.etag, isSent };
    if (end.kind === 'hidden') return end;
    return { kind: 'changed', ...(end.kind === 'conflict' && { etag: end.remote.etag }) };
  } catch (caught) {
    return { kind: 'failed', error: toAppError(caught), isUncertain: isSent };
  }
}

/** Returns why an edit may not replace an object that is gone, packed otherwise, a link, or has a header that would be lost. */
function objectionTo(remote: ObjectHead | undefined, { etag, isPacked, dropsHidden = false }: ObjectEdit) {
  if (etag === undefined) return undefined;
  if (!remote) return { kind: 'conflict', remote: {} } as const;
  // Other headers for the same bytes leave the ETag as it is, and a symbolic link has that of its target.
  const isOther = (remote.headers['content-encoding'] === 'gzip') !== isPacked || readTraits(remote).type === 'Symlink';
  if (isOther) return { kind: 'conflict', remote: toRemoteChange(remote, undefined) } as const;
  const isLoss = remote.etag === etag && remote.hidden !== undefined;
  return isLoss && !dropsHidden ? ({ kind: 'hidden' } as const) : undefined;
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
