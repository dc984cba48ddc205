import { AppError, isErrorOf } from '../../errors.js';
import type { ObjectAcl, ObjectHead, PutResult } from '../../ports/oss.js';
import { type LedgerRecord, rulesText } from '../objectLedger.js';
import type { Entry, Sent } from '../queueEntry.js';
import { decide, hasContent, isKnownUnchanged, mayDelete, type UploadComparison } from './compareObject.js';
import { findFile, type Local, memoryOf, readFile, withComparedCrc } from './localFile.js';
import { dropLarge, putLarge } from './multipartUpload.js';
import { aclHeader, headersFor } from './objectHeaders.js';
import { type ObservedComparison, revalidate } from './revalidateObject.js';
import { readHead, readHeadInSlot, toChange, type UploadContext, type UploadOutcome } from './uploadContext.js';

/** How long the ledger is believed about an object that is as it should be, ms. */
const ledgerTrustMs = 10 * 60_000;
/** How long an object's ACL is believed, as long as its content is the one that we know, ms. */
const aclTrustMs = 10 * 60_000;

/** How long after a wish its file may still change by the hand that made the wish, ms. */
const settleMs = 10_000;

/** An ACL and when it was read or set; `unknown` where nobody needed it. */
type SeenAcl = Pick<LedgerRecord, 'acl' | 'aclSeenAt'>;
/** The ACL that goes with an upload. */
type SentAcl = SeenAcl & { readonly acl: ObjectAcl };

/**
 * Makes the object equal to its file, unless it is already, or somebody else has changed it. OSS has no conditional PUT:
 * who writes in the moment between our last HEAD and our PUT is overwritten; only a key that was free cannot be taken twice, where
 * the bucket has no versions.
 */
export async function uploadFile(entry: Entry, context: UploadContext): Promise<UploadOutcome> {
  const { publication } = entry;
  const { files, signal } = context;
  const found = await context.withDiskSlot(() => findFile(publication, files, context.realFolder));
  const giveBack = await context.takeMemory(memoryOf(found));
  try {
    const local = await context.withDiskSlot(() => readFile(publication, found, files, signal));
    return await upload(entry, local, context);
  } finally {
    giveBack();
  }
}

async function upload(entry: Entry, local: Local, context: UploadContext): Promise<UploadOutcome> {
  const { publication } = entry;
  if (isAnother(entry, local, context)) return { kind: 'held' };
  const { known } = context;
  const rules = publication.headers ?? {};
  if (known && isTrusted(entry, known, context) && isKnownUnchanged(local, known, rules)) {
    return { kind: 'unchanged', record: known };
  }
  const isFree = isBelievedNew(entry, known) && (await context.canForbidOverwrite());
  // A save is not to wait for one answer after the other.
  const isSave = publication.batch === undefined && !isFree && known?.md5 !== local.md5;
  const early = isSave ? readStaleAcl(entry, known, context) : undefined;
  const remote = isFree ? undefined : await readHead(entry, context);
  const { sent, approved } = entry;
  const compared = withComparedCrc(local, remote);
  // It is of use only where an object is there that nothing is known of.
  const since = remote && !known ? context.since() : undefined;
  const comparison: ObservedComparison = {
    local: compared,
    remote,
    known,
    since,
    sent,
    approved,
    rules,
    seenAt: context.now(),
  };
  return carryOut(entry, comparison, early, context);
}

/** Whether something has taken the file's place while it waited; at first that may be another save, which is not heard yet. */
function isAnother({ publication: { seen }, at }: Entry, { size, mtimeMs }: Local, context: UploadContext): boolean {
  if (!seen || context.now() - at < settleMs) return false;
  return seen.size !== size || seen.mtimeMs !== mtimeMs;
}

function isTrusted({ owesRefresh, sent, approved }: Entry, { seenAt }: LedgerRecord, context: UploadContext): boolean {
  return !owesRefresh && !sent && approved === undefined && context.now() - seenAt < ledgerTrustMs;
}

/** Nothing has been tried yet, and a listing has just shown that the key is free; OSS refuses should it not be. */
function isBelievedNew({ publication, owesRefresh, attempts }: Entry, known: LedgerRecord | undefined): boolean {
  return publication.believedNew === true && !known && !owesRefresh && attempts === 0;
}

async function carryOut(
  entry: Entry,
  comparison: ObservedComparison,
  early: Promise<ObjectAcl> | undefined,
  context: UploadContext,
): Promise<UploadOutcome> {
  const { local, remote } = comparison;
  const decision = decide(comparison);
  if (decision === 'conflict') return { kind: 'conflict', remote: toChange(remote) };
  if (decision === 'unchanged' && remote) {
    return { kind: 'unchanged', record: toRecord(remote, comparison, knownAcl(comparison), context) };
  }
  const acl = await readAcl(entry, comparison, early, context);
  const removed = entry.sent?.removed ? { removed: true } : {};
  if (decision === 'headers' && remote) {
    await context.recordIntent({ size: local.size, etag: remote.etag, ...removed });
    return context.withRequestSlot(
      async () =>
        (await revalidate(entry, comparison, context)) ?? changeHeaders(entry, { ...comparison, remote }, acl, context),
    );
  }
  const sum = local.crc64 === undefined ? {} : { crc64: local.crc64 };
  const sent: Sent = { size: local.size, etag: local.md5, ...sum, ...removed, ...(remote && { over: remote.etag }) };
  // Before the place among the uploads is waited for, so that many notes are one write.
  await context.recordIntent(sent);
  return context.withRequestSlot(
    async () => (await revalidate(entry, comparison, context)) ?? put(entry, comparison, { acl, sent }, context),
  );
}

async function put(
  entry: Entry,
  comparison: ObservedComparison,
  { acl, sent }: { readonly acl: SentAcl; readonly sent: Sent },
  context: UploadContext,
): Promise<UploadOutcome> {
  const { local } = comparison;
  const forbidOverwrite = comparison.remote === undefined;
  try {
    const result = await putBytes(entry, comparison, { acl: acl.acl, forbidOverwrite }, context);
    if ('kind' in result) return result;
    const head = { size: local.size, etag: result.etag, headers: {} };
    return { kind: 'sent', record: toRecord(head, comparison, acl, context) };
  } catch (error) {
    if (isErrorOf(error, 'corruptUpload')) await context.amendIntent({ ...sent, corrupt: true });
    if (!isErrorOf(error, 'objectExists')) throw error;
    return settleTaken(entry, comparison, sent, context);
  }
}

/** The key was free a moment ago: either our own lost answer, or somebody was faster. */
async function settleTaken(
  entry: Entry,
  comparison: ObservedComparison,
  sent: Sent,
  context: UploadContext,
): Promise<UploadOutcome> {
  const remote = await readHeadInSlot(entry, context);
  const local = withComparedCrc(comparison.local, remote);
  if (remote && !hasContent(remote, local) && !mayDelete({ ...comparison, remote })) {
    return { kind: 'conflict', remote: toChange(remote) };
  }
  if (remote && decide({ ...comparison, local, remote }) === 'unchanged') {
    return { kind: 'sent', record: toRecord(remote, comparison, { acl: 'unknown' }, context) };
  }
  // Ours after all, or gone again: the next try sees it from the start. It came late from a window that is gone, and what
  // that one noted has been replaced by our own note.
  if (remote) await context.amendIntent({ ...sent, over: remote.etag });
  throw new AppError('unavailable', { subject: entry.publication.key });
}

async function putBytes(
  entry: Entry,
  comparison: ObservedComparison,
  options: { readonly acl: ObjectAcl; readonly forbidOverwrite: boolean },
  context: UploadContext,
): Promise<PutResult | UploadOutcome> {
  const { publication, multipart } = entry;
  const { local, remote, rules } = comparison;
  const { bucket, key } = publication;
  const { files, keepMultipart: keep, signal, toContentType } = context;
  const { oss } = context.cloud;
  const { bytes } = local;
  const headers = headersFor(remote, rules, { contentType: toContentType(key), ...(bytes && { body: bytes }) });
  if (bytes) {
    if (multipart) await dropLarge(oss, publication, multipart, signal);
    const { acl, forbidOverwrite } = options;
    const all = { headers: { ...headers, ...aclHeader(acl) }, forbidOverwrite, md5: local.md5 };
    return oss.putObject(bucket, key, bytes, all, signal);
  }
  const state = { size: local.size, mtimeMs: local.mtimeMs };
  const file = { path: local.path, state, md5: local.md5, crc64: local.crc64 ?? '', bucket, key };
  const revalidateNow = () => revalidate(entry, comparison, context);
  return putLarge(
    { oss, files, begun: multipart, keep, revalidate: revalidateNow },
    file,
    { ...options, headers },
    signal,
  );
}

async function changeHeaders(
  entry: Entry,
  { local, remote, rules }: ObservedComparison & { readonly remote: ObjectHead },
  acl: SentAcl,
  context: UploadContext,
): Promise<UploadOutcome> {
  const { oss } = context.cloud;
  const { publication, multipart } = entry;
  const { bucket, key } = publication;
  if (multipart) await dropLarge(oss, publication, multipart, context.signal);
  const headers = { ...headersFor(remote, rules, { contentType: context.toContentType(key) }), ...aclHeader(acl.acl) };
  const result = await oss.updateObjectHeaders(bucket, key, headers, context.signal);
  // Somebody was faster: the copy is of what they have put there.
  const copied = { ...remote, ...result };
  if (!hasContent(copied, withComparedCrc(local, copied))) return { kind: 'conflict', remote: { etag: result.etag } };
  const record = toRecord({ ...remote, etag: result.etag }, { local, rules }, acl, context);
  return { kind: 'sent', record };
}

/**
 * The ACL that the object has, which goes with the upload: without it the object would get `default`, and might become
 * public or be closed. Keys that may not read ACLs (`oss:GetObjectAcl`) can only replace objects whose ACL the ledger
 * knows, which are those that were made from here; for any other one `forbidden` is thrown rather than a guess made.
 */
async function readAcl(
  entry: Entry,
  comparison: UploadComparison,
  early: Promise<ObjectAcl> | undefined,
  context: UploadContext,
): Promise<SentAcl> {
  const { now } = context;
  if (!comparison.remote) return { acl: 'default', aclSeenAt: now() };
  const known = knownAcl(comparison);
  const { acl, aclSeenAt = Number.NEGATIVE_INFINITY } = known;
  if (acl !== 'unknown' && now() - aclSeenAt < aclTrustMs) return { acl, aclSeenAt };
  try {
    return { acl: await (early ?? askAcl(entry, context)), aclSeenAt: now() };
  } catch (error) {
    // An object that is gone meanwhile has none.
    if (isErrorOf(error, 'noSuchObject')) return { acl: 'default' };
    if (isErrorOf(error, 'forbidden', 'refused') && acl !== 'unknown') return { acl };
    throw error;
  }
}

/** Asks beside the HEAD for an ACL that the ledger does not know well enough; how that fails counts once it is needed. */
function readStaleAcl(
  entry: Entry,
  known: LedgerRecord | undefined,
  context: UploadContext,
): Promise<ObjectAcl> | undefined {
  const { acl, aclSeenAt = Number.NEGATIVE_INFINITY } = known ?? {};
  if (acl === undefined || (acl !== 'unknown' && context.now() - aclSeenAt < aclTrustMs)) return undefined;
  const asked = askAcl(entry, context);
  asked.catch(() => undefined);
  return asked;
}

function askAcl({ publication }: Entry, { cloud, withRequestSlot, signal }: UploadContext): Promise<ObjectAcl> {
  return withRequestSlot(() => cloud.oss.readObjectAcl(publication.bucket, publication.key, signal));
}

/** What the ledger knows of the ACL, as long as it is still the same object. */
function knownAcl({ remote, known }: UploadComparison): SeenAcl {
  if (!known || known.etag !== remote?.etag) return { acl: 'unknown' };
  const { acl, aclSeenAt } = known;
  return aclSeenAt === undefined ? { acl } : { acl, aclSeenAt };
}

function toRecord(
  { etag, size }: Pick<ObjectHead, 'etag' | 'size'>,
  { local, rules }: Pick<ObservedComparison, 'local' | 'rules'>,
  acl: SeenAcl,
  { now }: UploadContext,
): LedgerRecord {
  const { md5, mtimeMs } = local;
  return { etag, size, md5, mtimeMs, rules: rulesText(rules), ...acl, seenAt: now() };
}
