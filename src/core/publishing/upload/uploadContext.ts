import type { CloudPorts } from '../../ports/cloud.js';
import type { FilePort } from '../../ports/local.js';
import type { ObjectHead } from '../../ports/oss.js';
import type { LedgerRecord } from '../objectLedger.js';
import type { EntryAt, Multipart, RemoteChange, Sent } from '../queueEntry.js';

/** A file to upload, and what earlier attempts are known to have done. */
export type UploadRequest = Pick<
  EntryAt<'send'>,
  'publication' | 'at' | 'attempts' | 'approved' | 'owesRefresh' | 'sent' | 'multipart'
>;

/** The context of synchronizing one object. */
export interface UploadContext {
  readonly cloud: CloudPorts;
  readonly files: FilePort;
  /** The ledger's record of the object. */
  readonly known: LedgerRecord | undefined;
  /** The start of the bucket's recording, ms since the epoch. */
  since(): number | undefined;
  /** The real path of a folder. */
  realFolder(path: string): Promise<string | undefined>;
  now(): number;
  /** Starts a timer; the result returns the elapsed ms. */
  startTimer(): () => number;
  toContentType(key: string): string;
  /** Returns whether OSS itself protects a free key. */
  canForbidOverwrite(): Promise<boolean>;
  /** Returns false once something newer is requested or the claim is lost. Then nothing more is sent. */
  isCurrent(): boolean;
  /**
   * Write-ahead: stores what the bucket may have from now on. Does nothing if something newer was requested, since
   * nothing is sent then.
   */
  recordIntent(sent: Sent): Promise<void>;
  /** Records what a request has shown about the intent, whatever was requested since. */
  amendIntent(sent: Sent): Promise<void>;
  /** Stores where a multipart upload can be resumed. */
  saveMultipart(multipart: Multipart): Promise<void>;
  /** Runs a read of OSS in its turn, independently of writes. */
  withReadSlot<T>(work: () => Promise<T>): Promise<T>;
  /** Runs a request to OSS in its turn. Slots must not be nested. */
  withRequestSlot<T>(work: () => Promise<T>): Promise<T>;
  /** Runs a disk read in its turn. */
  withDiskSlot<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until this many bytes are available; call the result to release them. */
  takeMemory(bytes: number): Promise<() => void>;
  readonly signal: AbortSignal;
}

/** The outcome. `record` is the current object: `null` for none. */
export type UploadOutcome =
  /** `isNews`: the ledger did not know it. Another author may have written it, or a window whose store was lost before the refresh. */
  | { readonly kind: 'sent' | 'unchanged'; readonly record: LedgerRecord | null; readonly isNews?: boolean }
  | { readonly kind: 'conflict'; readonly remote: RemoteChange }
  /** The file is no longer the requested version. */
  | { readonly kind: 'held' }
  | { readonly kind: 'superseded' };

/** The object of an entry, and when it was requested, ms since the epoch. The answer may be much later. */
export interface ObservedHead {
  readonly remote: ObjectHead | undefined;
  readonly seenAt: number;
  /** The time since the request, ms. */
  age(): number;
}

/** Reads the object of an entry. */
export async function readHead(
  request: Pick<UploadRequest, 'publication'>,
  context: UploadContext,
): Promise<ObservedHead> {
  return context.withReadSlot(async () => {
    const [seenAt, age] = [context.now(), context.startTimer()];
    return { remote: await readHeadInSlot(request, context), seenAt, age };
  });
}

/** Reads the object within a slot. */
export function readHeadInSlot(
  { publication }: Pick<UploadRequest, 'publication'>,
  { cloud, signal }: UploadContext,
): Promise<ObjectHead | undefined> {
  return cloud.oss.readObjectHead(publication.bucket, publication.key, signal);
}

/** Another author's object as stored for the user; `known` is the ledger's record. */
export function toRemoteChange(remote: ObjectHead | undefined, known: LedgerRecord | undefined): RemoteChange {
  return remote ? { etag: remote.etag, size: remote.size, ...(!known && { isUnknown: true }) } : {};
}
