import type { ObjectHead } from '../../ports/oss.js';
import { type LedgerRecord, rulesText } from '../objectLedger.js';
import type { Sent } from '../queueEntry.js';

/** A file on disk. The CRC-64 is present only if the MD5 cannot be compared. */
export interface ContentDigest {
  readonly size: number;
  readonly md5: string;
  readonly crc64?: string;
}

/** The input of a comparison. */
export interface UploadComparison {
  readonly local: ContentDigest;
  /** The current object; `undefined` for none. */
  readonly remote: ObjectHead | undefined;
  /** Its last known state. */
  readonly known: LedgerRecord | undefined;
  /** The start of the bucket's recording, ms since the epoch by the clock of OSS; 0 if unknown or records were lost. */
  readonly since?: number | undefined;
  /** The file before its changes. An equal object is not new to the user. */
  readonly bases?: readonly ContentDigest[] | undefined;
  /** The possible result of our unanswered request. */
  readonly sent: Sent | undefined;
  /** The remote ETag that the user agreed to overwrite; empty for a deleted object. */
  readonly approved: string | undefined;
  /** The headers by the rules. */
  readonly rules: Readonly<Record<string, string>>;
}

/** The action on an object; `create` only while the key is free. */
export type Decision = 'unchanged' | 'headers' | 'create' | 'put' | 'conflict';

/** Compares the file on disk with the object and decides what to send. */
export function compareObject(comparison: UploadComparison): Decision {
  const { local, remote, known, since, sent, approved, rules, bases = [] } = comparison;
  if (!remote) return known && !isFreeByUs(sent) && approved !== '' ? 'conflict' : 'create';
  if (hasContent(remote, local)) return hasHeaders(remote, known, rules) ? 'unchanged' : 'headers';
  // An object older than all records existed before; the consent to publish covers it.
  const isUnseen = !known && approved === undefined && !isChangedSince(remote, since);
  const isBase = bases.some((base) => hasContent(remote, base));
  return isUnseen || isBase || mayDelete({ remote, known, sent, approved }) ? 'put' : 'conflict';
}

/** Returns whether the ledger alone proves that nothing has changed. */
export function isKnownUnchanged(
  local: Pick<ContentDigest, 'md5' | 'size'>,
  known: LedgerRecord,
  rules: UploadComparison['rules'],
): boolean {
  return known.md5 === local.md5 && known.size === local.size && known.rules === rulesText(rules);
}

/**
 * Returns whether an object was changed after its bucket's recording began, or in the same second, which OSS cannot
 * distinguish. Without a record that was another author.
 */
export function isChangedSince({ modifiedAt = 1 }: Pick<ObjectHead, 'modifiedAt'>, since: number | undefined): boolean {
  return since !== undefined && modifiedAt >= since;
}

/** Returns whether the object is another author's that the user agreed to overwrite. */
export function isForeign({ remote, known, since, approved }: UploadComparison): boolean {
  if (!remote || remote.etag !== approved) return false;
  return known ? known.etag !== remote.etag : isChangedSince(remote, since);
}

/** Returns whether the object may be deleted without asking. Without a record it is another author's. */
export function mayDelete({
  remote,
  known,
  sent,
  approved,
}: Omit<UploadComparison, 'local' | 'rules' | 'since' | 'bases'>): boolean {
  if (!remote || remote.etag === approved || remote.etag === sent?.brokenEtag) return true;
  // The object that our upload was to replace: unchanged, or written again by another author with the same bytes.
  if (sent?.over === remote.etag) return isAsReplaced(remote, sent);
  return remote.etag === known?.etag || isSent(remote, sent);
}

/** Returns whether the object equals the file: by MD5 if the ETag is one, else by CRC-64. */
export function hasContent(remote: ObjectHead, { size, md5, crc64 }: ContentDigest): boolean {
  if (remote.size !== size) return false;
  return remote.etag.toUpperCase() === md5 || (crc64 !== undefined && remote.crc64 === crc64);
}

/** A header that OSS hides is assumed correct if we uploaded this ETag under the same rules. */
function hasHeaders(
  { headers, hidden = [], etag }: ObjectHead,
  known: UploadComparison['known'],
  rules: UploadComparison['rules'],
): boolean {
  const isOurs = known?.etag === etag && known.rules === rulesText(rules);
  return Object.entries(rules).every(([name, value]) => headers[name] === value || (isOurs && hidden.includes(name)));
}

/** Returns whether a known object may be absent without another author: we deleted it, or were about to recreate it. */
function isFreeByUs(sent: Sent | undefined): boolean {
  return sent !== undefined && (sent.removed === true || sent.over === undefined);
}

function isSent(remote: ObjectHead, sent: Sent | undefined): boolean {
  if (!sent || remote.size !== sent.size) return false;
  return remote.etag === sent.etag || (sent.crc64 !== undefined && remote.crc64 === sent.crc64);
}

/** Returns whether the object that our upload was to replace is unchanged; an unknown time is no evidence. */
function isAsReplaced({ modifiedAt }: ObjectHead, { overAt }: Sent): boolean {
  return overAt === undefined || modifiedAt === undefined || overAt === modifiedAt;
}
