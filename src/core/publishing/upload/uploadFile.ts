import { AppError, isErrorOf } from '../../errors.js';
import type { ObjectAcl, ObjectHead, PutResult } from '../../ports/oss.js';
import { type LedgerRecord, rulesText } from '../objectLedger.js';
import type { Entry, Sent } from '../queueEntry.js';
import { decide, hasContent, isKnownUnchanged, mayDelete, type Scene } from './compareObject.js';
import { findFile, type Local, memoryOf, readFile, withComparedCrc } from './localFile.js';
import { dropLarge, putLarge } from './multipartUpload.js';
import { aclHeader, headersFor } from './objectHeaders.js';
import { lookAgain, type SeenScene } from './revalidateObject.js';
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
export async function uploadFile(entry: Entry, tools: UploadContext): Promise<UploadOutcome> {
  const { publication } = entry;
  const { files, signal } = tools;
  const found = await tools.withDiskSlot(() => findFile(publication, files, tools.realFolder));
  const giveBack = await tools.takeMemory(memoryOf(found));
  try {
    const local = await tools.withDiskSlot(() => readFile(publication, found, files, signal));
    return await upload(entry, local, tools);
  } finally {
    giveBack();
  }
}

async function upload(entry: Entry, local: Local, tools: UploadContext): Promise<UploadOutcome> {
  const { publication } = entry;
  if (isAnother(entry, local, tools)) return { kind: 'held' };
  const { known } = tools;
  const rules = publication.headers ?? {};
  if (known && isTrusted(entry, known, tools) && isKnownUnchanged(local, known, rules)) {
    return { kind: 'unchanged', record: known };
  }
  const isFree = isBelievedNew(entry, known) && (await tools.canForbidOverwrite());
  // A save is not to wait for one answer after the other.
  const isSave = publication.batch === undefined && !isFree && known?.md5 !== local.md5;
  const early = isSave ? readStaleAcl(entry, known, tools) : undefined;
  const remote = isFree ? undefined : await readHead(entry, tools);
  const { sent, approved } = entry;
  const compared = withComparedCrc(local, remote);
  // It is of use only where an object is there that nothing is known of.
  const since = remote && !known ? tools.since() : undefined;
  const scene: SeenScene = { local: compared, remote, known, since, sent, approved, rules, seenAt: tools.now() };
  return carryOut(entry, scene, early, tools);
}

/** Whether something has taken the file's place while it waited; at first that may be another save, which is not heard yet. */
function isAnother({ publication: { seen }, at }: Entry, { size, mtimeMs }: Local, tools: UploadContext): boolean {
  if (!seen || tools.now() - at < settleMs) return false;
  return seen.size !== size || seen.mtimeMs !== mtimeMs;
}

function isTrusted({ owesRefresh, sent, approved }: Entry, { seenAt }: LedgerRecord, tools: UploadContext): boolean {
  return !owesRefresh && !sent && approved === undefined && tools.now() - seenAt < ledgerTrustMs;
}

/** Nothing has been tried yet, and a listing has just shown that the key is free; OSS refuses should it not be. */
function isBelievedNew({ publication, owesRefresh, attempts }: Entry, known: LedgerRecord | undefined): boolean {
  return publication.believedNew === true && !known && !owesRefresh && attempts === 0;
}

async function carryOut(
  entry: Entry,
  scene: SeenScene,
  early: Promise<ObjectAcl> | undefined,
  tools: UploadContext,
): Promise<UploadOutcome> {
  const { local, remote } = scene;
  const decision = decide(scene);
  if (decision === 'conflict') return { kind: 'conflict', remote: toChange(remote) };
  if (decision === 'unchanged' && remote) {
    return { kind: 'unchanged', record: toRecord(remote, local, entry, knownAcl(scene), tools) };
  }
  const acl = await readAcl(entry, scene, early, tools);
  const removed = entry.sent?.removed ? { removed: true } : {};
  if (decision === 'headers' && remote) {
    await tools.recordIntent({ size: local.size, etag: remote.etag, ...removed });
    return tools.withRequestSlot(
      async () => (await lookAgain(entry, scene, tools)) ?? changeHeaders(entry, { ...scene, remote }, acl, tools),
    );
  }
  const sum = local.crc64 === undefined ? {} : { crc64: local.crc64 };
  const sent: Sent = { size: local.size, etag: local.md5, ...sum, ...removed, ...(remote && { over: remote.etag }) };
  // Before the place among the uploads is waited for, so that many notes are one write.
  await tools.recordIntent(sent);
  return tools.withRequestSlot(
    async () => (await lookAgain(entry, scene, tools)) ?? put(entry, scene, { acl, sent }, tools),
  );
}

async function put(
  entry: Entry,
  scene: SeenScene,
  { acl, sent }: { readonly acl: SentAcl; readonly sent: Sent },
  tools: UploadContext,
): Promise<UploadOutcome> {
  const { local } = scene;
  const forbidOverwrite = scene.remote === undefined;
  try {
    const result = await putBytes(entry, scene, { acl: acl.acl, forbidOverwrite }, tools);
    if ('kind' in result) return result;
    const head = { size: local.size, etag: result.etag, headers: {} };
    return { kind: 'sent', record: toRecord(head, local, entry, acl, tools) };
  } catch (error) {
    if (isErrorOf(error, 'corruptUpload')) await tools.recordIntent({ ...sent, corrupt: true });
    if (!isErrorOf(error, 'objectExists')) throw error;
    return settleTaken(entry, scene, sent, tools);
  }
}

/** The key was free a moment ago: either our own lost answer, or somebody was faster. */
async function settleTaken(entry: Entry, scene: SeenScene, sent: Sent, tools: UploadContext): Promise<UploadOutcome> {
  const remote = await readHeadInSlot(entry, tools);
  const local = withComparedCrc(scene.local, remote);
  if (remote && !hasContent(remote, local) && !mayDelete({ ...scene, remote })) {
    return { kind: 'conflict', remote: toChange(remote) };
  }
  if (remote && decide({ ...scene, local, remote }) === 'unchanged') {
    return { kind: 'sent', record: toRecord(remote, local, entry, { acl: 'unknown' }, tools) };
  }
  // Ours after all, or gone again: the next try sees it from the start. It came late from a window that is gone, and what
  // that one noted has been replaced by our own note.
  if (remote) await tools.recordIntent({ ...sent, over: remote.etag });
  throw new AppError('unavailable', { subject: entry.publication.key });
}

async function putBytes(
  entry: Entry,
  scene: SeenScene,
  options: { readonly acl: ObjectAcl; readonly forbidOverwrite: boolean },
  tools: UploadContext,
): Promise<PutResult | UploadOutcome> {
  const { publication, multipart } = entry;
  const { local, remote, rules } = scene;
  const { bucket, key } = publication;
  const { files, keepMultipart: keep, signal, toContentType } = tools;
  const { oss } = tools.cloud;
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
  const lookOnce = () => lookAgain(entry, scene, tools);
  return putLarge({ oss, files, begun: multipart, keep, lookAgain: lookOnce }, file, { ...options, headers }, signal);
}

async function changeHeaders(
  entry: Entry,
  { local, remote, rules }: SeenScene & { readonly remote: ObjectHead },
  acl: SentAcl,
  tools: UploadContext,
): Promise<UploadOutcome> {
  const { oss } = tools.cloud;
  const { publication, multipart } = entry;
  const { bucket, key } = publication;
  if (multipart) await dropLarge(oss, publication, multipart, tools.signal);
  const headers = { ...headersFor(remote, rules, { contentType: tools.toContentType(key) }), ...aclHeader(acl.acl) };
  const result = await oss.updateObjectHeaders(bucket, key, headers, tools.signal);
  // Somebody was faster: the copy is of what they have put there.
  const copied = { ...remote, ...result };
  if (!hasContent(copied, withComparedCrc(local, copied))) return { kind: 'conflict', remote: { etag: result.etag } };
  const record = toRecord({ ...remote, etag: result.etag }, local, entry, acl, tools);
  return { kind: 'sent', record };
}

/**
 * The ACL that the object has, which goes with the upload: without it the object would get `default`, and might become
 * public or be closed. Keys that may not read ACLs (`oss:GetObjectAcl`) can only replace objects whose ACL the ledger
 * knows, which are those that were made from here; for any other one `forbidden` is thrown rather than a guess made.
 */
async function readAcl(
  entry: Entry,
  scene: Scene,
  early: Promise<ObjectAcl> | undefined,
  tools: UploadContext,
): Promise<SentAcl> {
  const { now } = tools;
  if (!scene.remote) return { acl: 'default', aclSeenAt: now() };
  const known = knownAcl(scene);
  const { acl, aclSeenAt = Number.NEGATIVE_INFINITY } = known;
  if (acl !== 'unknown' && now() - aclSeenAt < aclTrustMs) return { acl, aclSeenAt };
  try {
    return { acl: await (early ?? askAcl(entry, tools)), aclSeenAt: now() };
  } catch (error) {
    // An object that is gone meanwhile has none.
    if (isErrorOf(error, 'noSuchObject')) return { acl: 'default' };
    if (isErrorOf(error, 'forbidden') && acl !== 'unknown') return { acl };
    throw error;
  }
}

/** Asks beside the HEAD for an ACL that the ledger does not know well enough; how that fails counts once it is needed. */
function readStaleAcl(
  entry: Entry,
  known: LedgerRecord | undefined,
  tools: UploadContext,
): Promise<ObjectAcl> | undefined {
  const { acl, aclSeenAt = Number.NEGATIVE_INFINITY } = known ?? {};
  if (acl === undefined || (acl !== 'unknown' && tools.now() - aclSeenAt < aclTrustMs)) return undefined;
  const asked = askAcl(entry, tools);
  asked.catch(() => undefined);
  return asked;
}

function askAcl({ publication }: Entry, { cloud, withRequestSlot, signal }: UploadContext): Promise<ObjectAcl> {
  return withRequestSlot(() => cloud.oss.readObjectAcl(publication.bucket, publication.key, signal));
}

/** What the ledger knows of the ACL, as long as it is still the same object. */
function knownAcl({ remote, known }: Scene): SeenAcl {
  if (!known || known.etag !== remote?.etag) return { acl: 'unknown' };
  const { acl, aclSeenAt } = known;
  return aclSeenAt === undefined ? { acl } : { acl, aclSeenAt };
}

function toRecord(
  { etag, size }: Pick<ObjectHead, 'etag' | 'size'>,
  { md5, mtimeMs }: Local,
  { publication }: Entry,
  acl: SeenAcl,
  { now }: UploadContext,
): LedgerRecord {
  return { etag, size, md5, mtimeMs, rules: rulesText(publication.headers), ...acl, seenAt: now() };
}
