import type { ObjectHead } from '../../ports/oss.js';
import { type LedgerRecord, rulesText } from '../objectLedger.js';
import type { Sent } from '../queueEntry.js';

/** A file as it is on disk; the CRC-64 only where the MD5 cannot be compared. */
export interface ContentDigest {
  readonly size: number;
  readonly md5: string;
  readonly crc64?: string;
}

/** What an upload compares. */
export interface UploadComparison {
  readonly local: ContentDigest;
  /** What the bucket has now; `undefined` for nothing. */
  readonly remote: ObjectHead | undefined;
  /** What we last knew of it. */
  readonly known: LedgerRecord | undefined;
  /** Since when the objects of the bucket are recorded, ms since the epoch by the clock of OSS; 0 where that is unknown or records were lost. */
  readonly since?: number | undefined;
  /** What the file was before it was changed: an object equal to that is no news to who changed it. */
  readonly bases?: readonly ContentDigest[] | undefined;
  /** What may be there because of an answer that we did not see. */
  readonly sent: Sent | undefined;
  /** The remote ETag that the user agreed to overwrite; empty for an object that was deleted. */
  readonly approved: string | undefined;
  /** The headers that rules ask for. */
  readonly rules: Readonly<Record<string, string>>;
}

/** What to do with an object: `create` only while the key is free. */
export type Decision = 'unchanged' | 'headers' | 'create' | 'put' | 'conflict';

/** Compares the file on disk with the object in the bucket and decides what to send. */
export function compareObject(comparison: UploadComparison): Decision {
  const { local, remote, known, since, sent, approved, rules, bases = [] } = comparison;
  if (!remote) return known && !isFreeByUs(sent) && approved !== '' ? 'conflict' : 'create';
  if (hasContent(remote, local)) return hasHeaders(remote, known, rules) ? 'unchanged' : 'headers';
  // One without a record that is older than all records was there before; the consent to publish covers it.
  const isUnseen = !known && approved === undefined && !isChangedSince(remote, since);
  const isBase = bases.some((base) => hasContent(remote, base));
  return isUnseen || isBase || mayDelete({ remote, known, sent, approved }) ? 'put' : 'conflict';
}

/** Whether the ledger alone says that nothing has changed. */
export function isKnownUnchanged(
  local: Pick<ContentDigest, 'md5' | 'size'>,
  known: LedgerRecord,
  rules: UploadComparison['rules'],
): boolean {
  return known.md5 === local.md5 && known.size === local.size && known.rules === rulesText(rules);
}

/** Whether an object was changed after its bucket began to be recorded, or in the same second, which OSS does not tell apart: without a record of ours it was another author. */
export function isChangedSince({ modifiedAt = 1 }: Pick<ObjectHead, 'modifiedAt'>, since: number | undefined): boolean {
  return since !== undefined && modifiedAt >= since;
}

/** Whether the object is another author's, which the user agreed to overwrite. */
export function isForeign({ remote, known, since, approved }: UploadComparison): boolean {
  if (!remote || remote.etag !== approved) return false;
  return known ? known.etag !== remote.etag : isChangedSince(remote, since);
}

/** Whether the object in the bucket may be deleted without asking: one without a record is another author's. */
export function mayDelete({
  remote,
  known,
  sent,
  approved,
}: Omit<UploadComparison, 'local' | 'rules' | 'since' | 'bases'>): boolean {
  if (!remote || remote.etag === approved || remote.etag === sent?.brokenEtag) return true;
  // What our upload was to replace is there: as it was then, or written again by another author with the same bytes.
  if (sent?.over === remote.etag) return isAsReplaced(remote, sent);
  return remote.etag === known?.etag || isSent(remote, sent);
}

/** Whether the object is the file: by MD5 where the ETag is one, else by CRC-64. */
export function hasContent(remote: ObjectHead, { size, md5, crc64 }: ContentDigest): boolean {
  if (remote.size !== size) return false;
  return remote.etag.toUpperCase() === md5 || (crc64 !== undefined && remote.crc64 === crc64);
}

/** A header that OSS hides is assumed correct where we uploaded this ETag under the same rules. */
function hasHeaders(
  { headers, hidden = [], etag }: ObjectHead,
  known: UploadComparison['known'],
  rules: UploadComparison['rules'],
): boolean {
  const isOurs = known?.etag === etag && known.rules === rulesText(rules);
  return Object.entries(rules).every(([name, value]) => headers[name] === value || (isOurs && hidden.includes(name)));
}

/** Whether an object that we knew may be absent without another author: we deleted it, or were about to create it again. */
function isFreeByUs(sent: Sent | undefined): boolean {
  return sent !== undefined && (sent.removed === true || sent.over === undefined);
}

function isSent(remote: ObjectHead, sent: Sent | undefined): boolean {
  if (!sent || remote.size !== sent.size) return false;
  return remote.etag === sent.etag || (sent.crc64 !== undefined && remote.crc64 === sent.crc64);
}

/** Whether what our upload was to replace is still as it was; a time that is not known says nothing. */
function isAsReplaced({ modifiedAt }: ObjectHead, { overAt }: Sent): boolean {
  return overAt === undefined || modifiedAt === undefined || overAt === modifiedAt;
}
