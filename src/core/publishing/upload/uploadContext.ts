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

/** What bringing one object in line with the disk works with. */
export interface UploadContext {
  readonly cloud: CloudPorts;
  readonly files: FilePort;
  /** What the ledger has of the object. */
  readonly known: LedgerRecord | undefined;
  /** Since when the bucket is recorded, ms since the epoch. */
  since(): number | undefined;
  /** Where a folder really is. */
  realFolder(path: string): Promise<string | undefined>;
  now(): number;
  /** Starts to measure: the answer says how long ago that was, ms. */
  startTimer(): () => number;
  toContentType(key: string): string;
  /** Whether OSS itself keeps a key that was free from being taken twice. */
  canForbidOverwrite(): Promise<boolean>;
  /** False once something newer is requested for the object or the claim is lost; then nothing more is sent for this one. */
  isCurrent(): boolean;
  /** Write-ahead: persists what the bucket may have from now on; nothing once something newer is requested, since nothing is sent then. */
  recordIntent(sent: Sent): Promise<void>;
  /** Writes what a request has shown of that, whatever was requested since. */
  amendIntent(sent: Sent): Promise<void>;
  /** Persists where an upload in parts can be resumed. */
  saveMultipart(multipart: Multipart): Promise<void>;
  /** Lets a request that reads from OSS wait for its turn, which those that write do not hold up. */
  withReadSlot<T>(work: () => Promise<T>): Promise<T>;
  /** Lets a request to OSS wait for its turn; one slot is never waited for within another. */
  withRequestSlot<T>(work: () => Promise<T>): Promise<T>;
  /** The same for reading from the disk. */
  withDiskSlot<T>(work: () => Promise<T>): Promise<T>;
  /** Waits until so many bytes may be held; call the result to give them back. */
  takeMemory(bytes: number): Promise<() => void>;
  readonly signal: AbortSignal;
}

/** What became of it. `record` is what the bucket has now: `null` for nothing. */
export type UploadOutcome =
  /** With `isNews` the ledger did not know it: another author may have written it, or a window whose store was lost before the refresh. */
  | { readonly kind: 'sent' | 'unchanged'; readonly record: LedgerRecord | null; readonly isNews?: boolean }
  | { readonly kind: 'conflict'; readonly remote: RemoteChange }
  /** The file is no longer the one that was requested. */
  | { readonly kind: 'held' }
  | { readonly kind: 'superseded' };

/** The object of an entry, and when it was asked for, ms since the epoch: the answer may have been on its way for long. */
export interface ObservedHead {
  readonly remote: ObjectHead | undefined;
  readonly seenAt: number;
  /** How long ago that was, ms. */
  age(): number;
}

/** Asks what the bucket has for an entry. */
export async function readHead(
  request: Pick<UploadRequest, 'publication'>,
  context: UploadContext,
): Promise<ObservedHead> {
  return context.withReadSlot(async () => {
    const [seenAt, age] = [context.now(), context.startTimer()];
    return { remote: await readHeadInSlot(request, context), seenAt, age };
  });
}

/** The same for who has a slot already. */
export function readHeadInSlot(
  { publication }: Pick<UploadRequest, 'publication'>,
  { cloud, signal }: UploadContext,
): Promise<ObjectHead | undefined> {
  return cloud.oss.readObjectHead(publication.bucket, publication.key, signal);
}

/** The object of another author, as it is kept for the user; `known` is what the ledger has of it. */
export function toRemoteChange(remote: ObjectHead | undefined, known: LedgerRecord | undefined): RemoteChange {
  return remote ? { etag: remote.etag, size: remote.size, ...(!known && { isUnknown: true }) } : {};
}
