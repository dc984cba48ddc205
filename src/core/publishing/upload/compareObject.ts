import { AppError } from '../../errors.js';
import { lookMaxAgeMs } from '../../oss/findExisting.js';
import type { ObjectVersion } from '../../ports/objectVersions.js';
import type { ObjectHead, ObjectRef } from '../../ports/oss.js';
import { type LedgerRecord, rulesText } from '../objectLedger.js';
import type { ContentDigest } from '../publication.js';
import type { Sent } from '../queueEntry.js';
import { type LocalContent, withComparedCrc } from './localFile.js';
import {
  type ObservedHead,
  readHeadInSlot,
  toRemoteChange,
  type UploadContext,
  type UploadEnd,
  type UploadOutcome,
  type UploadRequest,
} from './uploadContext.js';

/** The states that are compared to decide about an upload. */
export interface UploadComparison {
  readonly local: ContentDigest;
  /** The current object in the bucket. `undefined` if there is none. */
  readonly remote: ObjectHead | undefined;
  /** The last known state of the object, from the ledger. */
  readonly known: LedgerRecord | undefined;
  /** Objects written before this time are ours to replace; see `readOwnedUntil` and `coverOf`. */
  readonly ownedUntil?: number | undefined;
  /** The contents of the file before its changes. An object that equals one of them is not news to the user. */
  readonly bases?: readonly ContentDigest[] | undefined;
  /** The possible effect of our request if its answer was lost. */
  readonly sent: Sent | undefined;
  /** The ETag of the object that the user agreed to overwrite. Empty if the user agreed that the object was deleted. */
  readonly approved: string | undefined;
  /** The headers that the mapping's rules set. */
  readonly rules: Readonly<Record<string, string>>;
}

/**
 * The action to take on the object: `headers` changes only headers, `create` uploads if the key still has no object, `put` replaces the object, `conflict` asks
 * the user.
 */
export type Decision = 'unchanged' | 'headers' | 'create' | 'put' | 'conflict';

/** Compares a file with its object in the bucket and decides what to send. */
export function compareObject(comparison: UploadComparison): Decision {
  const { local, remote, known, ownedUntil, sent, approved, rules, bases = [] } = comparison;
  if (!remote) return known && !isFreeByUs(sent) && approved !== '' ? 'conflict' : 'create';
  if (hasContent(remote, local)) return hasHeaders(remote, known, rules) ? 'unchanged' : 'headers';
  // An answer about this very object counts more than one about all objects here.
  const isOwned = approved === undefined && isWrittenBefore(remote, ownedUntil);
  const isBase = bases.some((base) => hasContent(remote, base));
  return isOwned || isBase || mayDelete({ remote, known, sent, approved }) ? 'put' : 'conflict';
}

/** Returns whether the ledger alone shows that the file and the rules are the same as at the last upload. */
export function isKnownUnchanged(
  local: Pick<ContentDigest, 'md5' | 'size'>,
  known: LedgerRecord,
  rules: UploadComparison['rules'],
): boolean {
  return known.md5 === local.md5 && known.size === local.size && known.rules === rulesText(rules);
}

/** Returns whether the object was written before this time. OSS tells whole seconds, so one of the same second may be later. */
function isWrittenBefore({ modifiedAt }: Pick<ObjectHead, 'modifiedAt'>, until: number | undefined): boolean {
  return modifiedAt !== undefined && until !== undefined && modifiedAt < until;
}

/** How long after it was written an object may still lack its refresh, by a window whose store was lost or by another author, in ms. */
const unseenMs = 24 * 3_600_000;

/** Returns whether edges may have an earlier content than an object that equals its file: another author wrote it, or it was written lately and is unknown. */
export function mayBeStale({ known, ownedUntil = 0 }: UploadComparison, remote: ObjectHead, now: number): boolean {
  return known ? known.etag !== remote.etag : !isWrittenBefore(remote, Math.max(ownedUntil, now - unseenMs));
}

/** Returns whether another author has replaced our object and the user agreed to overwrite it. */
export function isForeign({ remote, known, approved }: UploadComparison): boolean {
  return remote !== undefined && known !== undefined && remote.etag === approved && known.etag !== remote.etag;
}

/**
 * Returns whether the object may be deleted or replaced without asking the user. An object that is neither in the ledger nor ours by a lost answer counts as
 * another author's.
 */
export function mayDelete({
  remote,
  known,
  sent,
  approved,
}: Omit<UploadComparison, 'local' | 'rules' | 'ownedUntil' | 'bases'>): boolean {
  if (!remote || remote.etag === approved || remote.etag === sent?.brokenEtag) return true;
  // The object that our upload was to replace: unchanged, or written again by another author with the same bytes.
  if (sent?.over === remote.etag) return isAsReplaced(remote, sent);
  return remote.etag === known?.etag || isSent(remote, sent);
}

/** Returns whether the object has the content of the file. Compares the MD5 if the ETag is one, otherwise the CRC-64. */
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

/** Returns whether the object may be missing without a change by another author, because we deleted it or were about to create it again. */
function isFreeByUs(sent: Sent | undefined): boolean {
  return sent !== undefined && (sent.removed === true || sent.over === undefined);
}

function isSent(remote: ObjectHead, sent: Sent | undefined): boolean {
  if (!sent || remote.size !== sent.size) return false;
  return remote.etag === sent.etag || (sent.crc64 !== undefined && remote.crc64 === sent.crc64);
}

/** Returns whether the object is still the one that our upload was to replace. If one of the times is unknown, equal ETags are enough. */
function isAsReplaced({ modifiedAt }: ObjectHead, { overAt }: Sent): boolean {
  return overAt === undefined || modifiedAt === undefined || overAt === modifiedAt;
}

/** A comparison together with the HEAD that it is based on. */
export interface ObservedComparison extends UploadComparison, Pick<ObservedHead, 'seenAt' | 'age'> {
  readonly local: LocalContent;
  /** Whether OSS itself refuses the upload if the key has an object by then. Read before the upload waits for a slot, since it may take a request. */
  readonly isProtected: boolean;
}

/** Checks whether an object may be replaced at all, before it is compared and again before it is replaced. Returns the outcome that ends the upload. */
export type Expectation<End extends UploadEnd> = (remote: ObjectHead | undefined) => End | undefined;

/**
 * Checks an object again right before it is replaced. `undefined` if it is unchanged; the outcome if another author has changed it or this window has lost
 * its claim. Throws `unavailable` if it is now a different object that may be replaced too.
 */
export async function revalidate<End extends UploadEnd>(
  request: UploadRequest,
  comparison: ObservedComparison,
  context: UploadContext,
  expect: Expectation<End>,
): Promise<UploadOutcome | End | undefined> {
  const claimed = () => (context.isCurrent?.() === false ? ({ kind: 'superseded' } as const) : undefined);
  if (comparison.isProtected) return claimed();
  const remote = await readHeadAgain(request, comparison, context);
  const end = expect(remote);
  if (end !== undefined) return end;
  if (remote?.etag === comparison.remote?.etag) return claimed();
  return judgeChanged(request, comparison, remote);
}

/**
 * Returns the outcome of an upload whose object has changed since the comparison, which is a conflict. Throws `unavailable` if the new object may be
 * replaced too, so that the next attempt compares again.
 */
export function judgeChanged(
  request: UploadRequest,
  comparison: ObservedComparison,
  remote: ObjectHead | undefined,
): UploadOutcome {
  if (isNews(comparison, remote)) return { kind: 'conflict', remote: toRemoteChange(remote, comparison.known) };
  // The next attempt compares again.
  throw new AppError('unavailable', { subject: request.publication.key });
}

/** Returns whether an object that was changed or removed since the comparison is the work of another author. */
function isNews(comparison: ObservedComparison, remote: ObjectHead | undefined): boolean {
  const decision = compareObject({ ...comparison, local: withComparedCrc(comparison.local, remote), remote });
  // A recent change of an unknown object must not be overwritten with former content.
  return decision === 'conflict' || (decision === 'put' && !mayDelete({ ...comparison, remote }));
}

/** Returns whether an upload has replaced something other than the object that was looked at. `before` is the version before that of the upload. */
export function hasReplacedOther(comparison: ObservedComparison, before: ObjectVersion | undefined): boolean {
  const { remote } = comparison;
  if (!before || before.isDeleteMarker) return before !== undefined && remote !== undefined;
  const { etag, size, lastModified } = before;
  return etag !== remote?.etag && isNews(comparison, { etag, size, modifiedAt: Date.parse(lastModified), headers: {} });
}

/**
 * Reads the object again if the last HEAD is too old. Call within a slot. The new answer is used however long it takes, since on such a slow connection
 * another one would be just as old.
 */
export async function readHeadAgain(
  request: { readonly publication: ObjectRef },
  { remote, age }: ObservedHead,
  context: UploadContext,
): Promise<ObjectHead | undefined> {
  return age() < lookMaxAgeMs ? remote : readHeadInSlot(request, context);
}
