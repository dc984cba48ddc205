import type { CloudPorts } from '../ports/cloud.js';
import type { FilePort } from '../ports/local.js';
import type { ObjectHead } from '../ports/oss.js';
import type { Entry, Multipart, RemoteChange, Sent } from './entry.js';
import type { Book, LedgerRecord } from './ledger.js';

/** What sending one entry works with. */
export interface SendTools {
  readonly cloud: CloudPorts;
  readonly files: FilePort;
  readonly book: Book;
  now(): number;
  toContentType(key: string): string;
  /** False once something newer is wished for the object; then nothing more is sent for this one. */
  isCurrent(): boolean;
  /** Notes on disk what the bucket may have from now on. */
  intend(sent: Sent | undefined): Promise<void>;
  /** Notes on disk where an upload in parts can be taken up. */
  keep(multipart: Multipart): Promise<void>;
  /** Lets the work wait for its place among the uploads. */
  gate<T>(work: () => Promise<T>): Promise<T>;
  /** The same for looking at files and objects. */
  look<T>(work: () => Promise<T>): Promise<T>;
  readonly signal: AbortSignal;
}

/** What became of it. `record` is what the bucket has now: `null` for nothing. */
export type SendOutcome =
  | { readonly kind: 'sent' | 'unchanged'; readonly record: LedgerRecord | null }
  | { readonly kind: 'conflict'; readonly remote: RemoteChange }
  /** The file is no longer the one that was wished for. */
  | { readonly kind: 'held' }
  | { readonly kind: 'superseded' };

/** What the bucket has for an entry now. */
export async function readHead(
  { publication }: Entry,
  { cloud, look, signal }: SendTools,
): Promise<ObjectHead | undefined> {
  return look(() => cloud.oss.readObjectHead(publication.bucket, publication.key, signal));
}

/** What somebody else has put there, as it is kept for the person. */
export function toChange(remote: ObjectHead | undefined): RemoteChange {
  return remote ? { etag: remote.etag, size: remote.size } : {};
}
