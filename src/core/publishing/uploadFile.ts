import { AppError, isErrorOf } from '../errors.js';
import type { ObjectAcl, ObjectHead, PutResult } from '../ports/oss.js';
import { decide, hasContent, isKnownUnchanged, mayDelete, type Scene } from './decide.js';
import type { Entry, Sent } from './entry.js';
import { aclHeader, headersFor } from './keepHeaders.js';
import { dropLarge, putLarge } from './largeUpload.js';
import { type LedgerRecord, rulesText } from './ledger.js';
import { type Local, lookAtFile, withBytes } from './localFile.js';
import { lookAgain, type SeenScene } from './lookAgain.js';
import { readHead, toChange, type UploadContext, type UploadOutcome } from './uploadContext.js';

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
  const local = await tools.withReadSlot(() => lookAtFile(publication, tools.files, tools.signal));
  if (isAnother(entry, local, tools)) return { kind: 'held' };
  const { known, since } = tools;
  const rules = publication.headers ?? {};
  if (known && isTrusted(entry, known, tools) && isKnownUnchanged(local, known, rules)) {
    return { kind: 'unchanged', record: known };
  }
  const isFree = isBelievedNew(entry, known) && (await tools.canForbidOverwrite());
  const remote = isFree ? undefined : await readHead(entry, tools);
  const { sent, approved } = entry;
  const scene: SeenScene = { local, remote, known, since, sent, approved, rules, seenAt: tools.now() };
  return carryOut(entry, scene, local, tools);
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

async function carryOut(entry: Entry, scene: SeenScene, local: Local, tools: UploadContext): Promise<UploadOutcome> {
  const { remote } = scene;
  const decision = decide(scene);
  if (decision === 'conflict') return { kind: 'conflict', remote: toChange(remote) };
  if (decision === 'unchanged' && remote) {
    return { kind: 'unchanged', record: toRecord(remote, local, entry, knownAcl(scene), tools) };
  }
  const acl = await readAcl(entry, scene, tools);
  if (!tools.isCurrent()) return { kind: 'superseded' };
  const removed = entry.sent?.removed ? { removed: true } : {};
  if (decision === 'headers' && remote) {
    await tools.recordIntent({ size: local.size, etag: remote.etag, ...removed });
    return tools.withUploadSlot(
      async () =>
        (await lookAgain(entry, scene, tools)) ?? changeHeaders(entry, { ...scene, remote }, local, acl, tools),
    );
  }
  const sum = local.crc64 === undefined ? {} : { crc64: local.crc64 };
  const sent: Sent = { size: local.size, etag: local.md5, ...sum, ...removed, ...(remote && { over: remote.etag }) };
  // Before the place among the uploads is waited for, so that many notes are one write.
  await tools.recordIntent(sent);
  return tools.withUploadSlot(async () => {
    if (!tools.isCurrent()) return { kind: 'superseded' };
    const whole = await withBytes(entry.publication, local, tools.files);
    return (await lookAgain(entry, scene, tools)) ?? put(entry, scene, whole, { acl, sent }, tools);
  });
}

async function put(
  entry: Entry,
  scene: SeenScene,
  local: Local,
  { acl, sent }: { readonly acl: SentAcl; readonly sent: Sent },
  tools: UploadContext,
): Promise<UploadOutcome> {
  const forbidOverwrite = scene.remote === undefined;
  try {
    const result = await putBytes(entry, scene, local, { acl: acl.acl, forbidOverwrite }, tools);
    if ('kind' in result) return result;
    const head = { size: local.size, etag: result.etag, headers: {} };
    return { kind: 'sent', record: toRecord(head, local, entry, acl, tools) };
  } catch (error) {
    if (isErrorOf(error, 'corruptUpload')) await tools.recordIntent({ ...sent, corrupt: true });
    if (!isErrorOf(error, 'objectExists')) throw error;
    return settleTaken(entry, scene, local, sent, tools);
  }
}

/** The key was free a moment ago: either our own lost answer, or somebody was faster. */
async function settleTaken(
  entry: Entry,
  scene: Scene,
  local: Local,
  sent: Sent,
  tools: UploadContext,
): Promise<UploadOutcome> {
  const remote = await readHead(entry, tools);
  if (remote && !hasContent(remote, local) && !mayDelete({ ...scene, remote })) {
    return { kind: 'conflict', remote: toChange(remote) };
  }
  if (remote && decide({ ...scene, remote }) === 'unchanged') {
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
  local: Local,
  options: { readonly acl: ObjectAcl; readonly forbidOverwrite: boolean },
  tools: UploadContext,
): Promise<PutResult | UploadOutcome> {
  const { publication, multipart } = entry;
  const { remote, rules } = scene;
  const { bucket, key } = publication;
  const { files, keepMultipart: keep, signal, toContentType } = tools;
  const { oss } = tools.cloud;
  const { bytes } = local;
  const headers = headersFor(remote, rules, { contentType: toContentType(key), ...(bytes && { body: bytes }) });
  if (bytes) {
    if (multipart) await dropLarge(oss, publication, multipart, signal);
    const { acl, forbidOverwrite } = options;
    const sum = local.crc64 === undefined ? {} : { crc64: local.crc64 };
    const all = { headers: { ...headers, ...aclHeader(acl) }, forbidOverwrite, ...sum };
    return oss.putObject(bucket, key, bytes, all, signal);
  }
  const state = { size: local.size, mtimeMs: local.mtimeMs };
  const file = { path: local.path, state, md5: local.md5, crc64: local.crc64 ?? '', bucket, key };
  const lookOnce = () => lookAgain(entry, scene, tools);
  return putLarge({ oss, files, begun: multipart, keep, lookAgain: lookOnce }, file, { ...options, headers }, signal);
}

async function changeHeaders(
  entry: Entry,
  { remote, rules }: Scene & { readonly remote: ObjectHead },
  local: Local,
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
  if (local.crc64 !== undefined && result.crc64 !== local.crc64)
    return { kind: 'conflict', remote: { etag: result.etag } };
  const record = toRecord({ ...remote, etag: result.etag }, local, entry, acl, tools);
  return { kind: 'sent', record };
}

/**
 * The ACL that the object has, which goes with the upload: without it the object would get `default`, and might become
 * public or be closed. Keys that may not read ACLs (`oss:GetObjectAcl`) can only replace objects whose ACL the ledger
 * knows, which are those that were made from here; for any other one `forbidden` is thrown rather than a guess made.
 */
async function readAcl({ publication }: Entry, scene: Scene, { cloud, now, signal }: UploadContext): Promise<SentAcl> {
  if (!scene.remote) return { acl: 'default', aclSeenAt: now() };
  const known = knownAcl(scene);
  const { acl, aclSeenAt = Number.NEGATIVE_INFINITY } = known;
  if (acl !== 'unknown' && now() - aclSeenAt < aclTrustMs) return { acl, aclSeenAt };
  try {
    return { acl: await cloud.oss.readObjectAcl(publication.bucket, publication.key, signal), aclSeenAt: now() };
  } catch (error) {
    // An object that is gone meanwhile has none.
    if (isErrorOf(error, 'noSuchObject')) return { acl: 'default' };
    if (isErrorOf(error, 'forbidden') && acl !== 'unknown') return { acl };
    throw error;
  }
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
