import type { CloudPorts } from '../../ports/cloud.js';
import type { FilePort } from '../../ports/local.js';
import type { ObjectHead, ObjectHeaders, ObjectRef } from '../../ports/oss.js';
import type { LedgerRecord } from '../objectLedger.js';
import type { Publication } from '../publication.js';
import type { EntryAt, Multipart, RemoteChange, Sent } from '../queueEntry.js';
import type { FileSource, LocalContent } from './localFile.js';

/** The object to send, and what is known about it. */
export type SendTarget = Pick<
  Publication,
  'bucket' | 'key' | 'label' | 'headers' | 'allowed' | 'batch' | 'believedNew' | 'explicit' | 'seen' | 'bases'
>;

/** An object to send from a file or from bytes, with what earlier attempts may have done to it. */
export interface UploadRequest
  extends Pick<EntryAt<'send'>, 'at' | 'attempts' | 'approved' | 'owesRefresh' | 'sent' | 'multipart'> {
  readonly publication: SendTarget;
  readonly source: FileSource | Uint8Array;
  /** Headers that the object gets in addition to those of its rules and its own. */
  readonly added?: ObjectHeaders;
}

/** The dependencies of uploading or deleting one object. */
export interface UploadContext {
  readonly cloud: CloudPorts;
  readonly files: FilePort;
  /** The ledger record of the object. `undefined` if there is none. */
  readonly known: LedgerRecord | undefined;
  /** Returns the time before which objects here are ours to replace; see `readOwnedUntil`. */
  ownedUntil?(): number | undefined;
  /** Reads the head of the place, for an object that would be a conflict. Resolves to the time before which the object is covered by it; see `coverOf`. */
  coveredUntil?(): Promise<number | undefined>;
  /** Returns the real path of a folder, after all links. `undefined` if there is none. `files` does by default. */
  readonly realFolder?: ((path: string) => Promise<string | undefined>) | undefined;
  now(): number;
  /** Starts a timer. The returned function gives the ms since the start. */
  startTimer(): () => number;
  /** Called before the first request for a file that differs from its last upload, so that what follows the upload can be prepared. */
  willChange?(): void;
  /** Returns whether OSS itself refuses an upload to a key that already has an object. */
  canForbidOverwrite(): Promise<boolean>;
  /** Returns whether the upload is still wanted. Once something newer is requested or the claim is lost, this is false and nothing more is sent. */
  isCurrent?(): boolean;
  /**
   * Stores what the bucket may contain from now on, before the request is sent. Does nothing if something newer was requested, since the request is then not
   * sent.
   */
  recordIntent(sent: Sent): Promise<void>;
  /** Updates the stored intent with what a request has shown, even if something newer was requested meanwhile. */
  amendIntent?(sent: Sent): Promise<void>;
  /** Called after an upload that has replaced what another author wrote after the last look. The version before it can be restored. */
  onReplaced(object: ObjectRef): void;
  /** Stores how a multipart upload can be resumed. */
  saveMultipart(multipart: Multipart): Promise<void>;
  /** Runs requests about the object when a slot of its endpoint is free. A write finishes an upload, so it comes before reads. */
  withSlot<T>(use: 'read' | 'write', work: () => Promise<T>): Promise<T>;
  /** Runs a read from disk when a slot is free. */
  withDiskSlot<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until this many bytes of memory are available. Call the returned function to release them. */
  takeMemory(bytes: number): Promise<() => void>;
  readonly signal: AbortSignal;
}

/** How the work on an object ended. `record` is the current object, or `null` if there is none. */
export type UploadOutcome =
  /** `isNews` is true if the ledger did not know the object. Another author may have written it, or a window whose store was lost before the refresh. */
  | { readonly kind: 'sent' | 'unchanged'; readonly record: LedgerRecord | null; readonly isNews?: boolean }
  | { readonly kind: 'conflict'; readonly remote: RemoteChange }
  /** The file is no longer the version that was requested, so the entry waits for the user. */
  | { readonly kind: 'held' }
  | { readonly kind: 'superseded' };

/** Any way in which the work on an object ends. */
export interface UploadEnd {
  readonly kind: string;
}

/** The answer to a HEAD of the object. `seenAt` is when the request was sent, ms since the epoch; the answer may have arrived much later. */
export interface ObservedHead {
  readonly remote: ObjectHead | undefined;
  readonly seenAt: number;
  /** Returns the ms since the request was sent. */
  age(): number;
}

/** Reads the object of a request when a slot is free. `remote` is `undefined` if there is no object. */
export async function readHead(
  request: { readonly publication: ObjectRef },
  context: UploadContext,
): Promise<ObservedHead> {
  return context.withSlot('read', async () => {
    const [seenAt, age] = [context.now(), context.startTimer()];
    return { remote: await readHeadInSlot(request, context), seenAt, age };
  });
}

/** Reads the object of a request. Call within a slot. Resolves to `undefined` if there is no object. */
export function readHeadInSlot(
  { publication }: { readonly publication: ObjectRef },
  { cloud, signal }: UploadContext,
): Promise<ObjectHead | undefined> {
  return cloud.oss.readObjectHead(publication.bucket, publication.key, signal);
}

/** Converts another author's object to the form that is stored for the user. `known` is the ledger record, if there is one. */
export function toRemoteChange(remote: ObjectHead | undefined, known: LedgerRecord | undefined): RemoteChange {
  return remote ? { etag: remote.etag, size: remote.size, ...(!known && { isUnknown: true }) } : {};
}

/** How long after a request its file may still be saved again without being taken for a replacement, in ms. */
const settleMs = 10_000;

/** Returns whether the file was replaced while it waited. At first that may be another save whose request has not arrived yet. */
export function isReplaced(
  { publication: { seen }, at }: UploadRequest,
  { size, mtimeMs }: LocalContent,
  context: UploadContext,
): boolean {
  if (!seen || context.now() - at < settleMs) return false;
  return seen.size !== size || seen.mtimeMs !== mtimeMs;
}
