import { AppError, isErrorOf } from '../../errors.js';
import type { ObjectAcl, ObjectHead, ObjectHeaders, PutResult } from '../../ports/oss.js';
import { type LedgerRecord, rulesText } from '../objectLedger.js';
import type { Sent } from '../queueEntry.js';
import type { UploadComparison } from './compareObject.js';
import { compareObject, hasContent, isChangedSince, isForeign, isKnownUnchanged, mayDelete } from './compareObject.js';
import { headersFor } from './keptHeaders.js';
import { type LocalFile, memoryFor, readLocalFile, resolveFile, withComparedCrc } from './localFile.js';
import { discardMultipart, uploadMultipart } from './multipartUpload.js';
import { judgeChanged, type ObservedComparison, revalidate } from './revalidateObject.js';
import {
  readHead,
  readHeadInSlot,
  toRemoteChange,
  type UploadContext,
  type UploadOutcome,
  type UploadRequest,
} from './uploadContext.js';

/** How long the ledger is believed about an object that is as it should be, ms. */
const ledgerMaxAgeMs = 10 * 60_000;
/** How long an object's ACL is believed, as long as its content is the one that we know, ms. */
const aclMaxAgeMs = 10 * 60_000;

const never = Number.NEGATIVE_INFINITY;
/** A key that a listing has just shown to be free. */
const notAsked = { remote: undefined, seenAt: never, age: () => Number.POSITIVE_INFINITY };

/** How long after a request another save of the file may still be on its way here, ms. */
const settleMs = 10_000;

/** An ACL and when it was read or set; `unknown` where it was not needed. */
type SeenAcl = Pick<LedgerRecord, 'acl' | 'aclSeenAt'>;
/** The ACL that goes with an upload. */
type SentAcl = SeenAcl & { readonly acl: ObjectAcl };

/**
 * Makes the object equal to its file, unless it is already, or another author has changed it. OSS has no conditional PUT:
 * who writes in the moment between our last HEAD and our PUT is overwritten; only a key that was free cannot be taken twice, where
 * the bucket has no versions.
 */
export async function uploadFile(request: UploadRequest, context: UploadContext): Promise<UploadOutcome> {
  const { publication } = request;
  const { files, signal } = context;
  const found = await context.withDiskSlot(() => resolveFile(publication, files, context.realFolder));
  const release = await context.takeMemory(memoryFor(found));
  try {
    const read = () => readLocalFile(publication, found, files, signal);
    const local = await (found.bytes ? read() : context.withDiskSlot(read));
    return await upload(request, local, context);
  } finally {
    release();
  }
}

async function upload(request: UploadRequest, local: LocalFile, context: UploadContext): Promise<UploadOutcome> {
  const { publication, sent, approved } = request;
  if (isReplaced(request, local, context)) return { kind: 'held' };
  const { known } = context;
  const rules = publication.headers ?? {};
  if (known && isLedgerCurrent(request, known, context) && isKnownUnchanged(local, known, rules)) {
    return { kind: 'unchanged', record: known };
  }
  const isFree = isBelievedNew(request, known) && (await context.canForbidOverwrite());
  // A save does not wait for one answer after the other.
  const isSave = publication.batch === undefined && !isFree && known?.md5 !== local.md5;
  const aclRequest = isSave ? requestStaleAcl(request, known, context) : undefined;
  // A key that is believed to be free was not asked for.
  const { remote, seenAt, age } = isFree ? notAsked : await readHead(request, context);
  const compared = withComparedCrc(local, remote);
  // Of use only where an object is there that has no record.
  const since = remote && !known ? context.since() : undefined;
  const { bases } = publication;
  const comparison = { local: compared, remote, known, since, bases, sent, approved, rules, seenAt, age };
  return new ObjectUpload(request, comparison, context, aclRequest).run();
}

/** Whether something has replaced the file while it waited; at first that may be another save, whose request is not here yet. */
function isReplaced(
  { publication: { seen }, at }: UploadRequest,
  { size, mtimeMs }: LocalFile,
  context: UploadContext,
): boolean {
  if (!seen || context.now() - at < settleMs) return false;
  return seen.size !== size || seen.mtimeMs !== mtimeMs;
}

/** Who asks for this very file may know that the object is no longer what we last saw. */
function isLedgerCurrent(
  { publication, owesRefresh, sent, approved }: UploadRequest,
  { seenAt }: LedgerRecord,
  context: UploadContext,
): boolean {
  if (publication.explicit || owesRefresh || sent || approved !== undefined) return false;
  return isRecent(seenAt, ledgerMaxAgeMs, context);
}

/** A time in the future comes from a clock that was set back, and is not recent. */
function isRecent(time: number, maxAgeMs: number, { now }: UploadContext): boolean {
  const age = now() - time;
  return age >= 0 && age < maxAgeMs;
}

/** Nothing has been tried yet, and a listing has just shown that the key is free; OSS refuses should it not be. */
function isBelievedNew(
  { publication, owesRefresh, attempts }: UploadRequest,
  known: LedgerRecord | undefined,
): boolean {
  return publication.believedNew === true && !known && !owesRefresh && attempts === 0;
}

/** The upload of one file that has been compared with its object. */
class ObjectUpload {
  /** When the request began that changes the object, ms since the epoch. */
  private sentAt = never;

  constructor(
    private readonly request: UploadRequest,
    private readonly comparison: ObservedComparison,
    private readonly context: UploadContext,
    /** Sent beside the HEAD. */
    private readonly aclRequest: Promise<SentAcl> | undefined,
  ) {}

  /** Sends what the comparison calls for. */
  async run(): Promise<UploadOutcome> {
    const { request, comparison, context } = this;
    const { local, remote } = comparison;
    const decision = compareObject(comparison);
    if (decision === 'conflict') return { kind: 'conflict', remote: toRemoteChange(remote, comparison.known) };
    if (decision === 'unchanged' && remote) {
      const { known, since, seenAt } = comparison;
      const isNews = known ? known.etag !== remote.etag : isChangedSince(remote, since);
      return { kind: 'unchanged', record: this.toRecord(remote, knownAcl(comparison), seenAt), isNews };
    }
    const acl = await this.readAcl();
    const removed = request.sent?.removed ? { removed: true } : {};
    if (decision === 'headers' && remote) {
      await context.recordIntent({ size: local.size, etag: remote.etag, ...removed });
      return this.send(() => this.changeHeaders(remote, acl), false);
    }
    const sum = local.crc64 === undefined ? {} : { crc64: local.crc64 };
    const sent: Sent = { size: local.size, etag: local.md5, ...sum, ...removed, ...replacing(remote) };
    // Before it waits for a slot, so that the intents of many uploads are one write.
    await context.recordIntent(sent);
    return this.send(() => this.put(acl, sent), local.bytes === undefined);
  }

  /** Sends what changes the object right after the last look at it: what frees the parts of an earlier attempt goes before. */
  private send(change: () => Promise<UploadOutcome>, resumesParts: boolean): Promise<UploadOutcome> {
    const { context, request } = this;
    const { publication, multipart } = request;
    return context.withRequestSlot(async () => {
      if (multipart && !resumesParts) await discardMultipart(context.cloud.oss, publication, multipart, context.signal);
      return (await this.revalidate()) ?? change();
    });
  }

  private async revalidate(): Promise<UploadOutcome | undefined> {
    const instead = await revalidate(this.request, this.comparison, this.context);
    this.sentAt = this.context.now();
    return instead;
  }

  private async put(acl: SentAcl, sent: Sent): Promise<UploadOutcome> {
    const { comparison, context } = this;
    try {
      const result = await this.putBytes(acl.acl);
      if ('kind' in result) return result;
      return {
        kind: 'sent',
        record: this.toRecord({ size: comparison.local.size, etag: result.etag }, acl, this.sentAt),
      };
    } catch (error) {
      // Without an ETag nothing was made: what is there then is another author's.
      const brokenEtag = isErrorOf(error, 'corruptUpload') ? error.details.etag : undefined;
      if (brokenEtag !== undefined) await context.amendIntent({ ...sent, brokenEtag });
      if (!isErrorOf(error, 'objectExists')) throw error;
      return this.resolveExisting(sent);
    }
  }

  /** The key was free a moment ago: either our own lost answer, or another author was faster. */
  private async resolveExisting(sent: Sent): Promise<UploadOutcome> {
    const { request, comparison, context } = this;
    const seenAt = context.now();
    const remote = await readHeadInSlot(request, context);
    const local = withComparedCrc(comparison.local, remote);
    if (remote && !hasContent(remote, local) && !mayDelete({ ...comparison, remote }))
      return { kind: 'conflict', remote: toRemoteChange(remote, comparison.known) };
    if (remote && compareObject({ ...comparison, local, remote }) === 'unchanged')
      return { kind: 'sent', record: this.toRecord(remote, { acl: 'unknown' }, seenAt) };
    // Ours after all, or gone again: the next try sees it from the start. It came late from a window that is gone, and the
    // intent of that one has been replaced by our own.
    if (remote) await context.amendIntent({ ...sent, ...replacing(remote) });
    throw new AppError('unavailable', { subject: request.publication.key });
  }

  private async putBytes(acl: ObjectAcl): Promise<PutResult | UploadOutcome> {
    const { request, comparison, context } = this;
    const { publication, multipart } = request;
    const { local, remote, rules } = comparison;
    const { bucket, key } = publication;
    const { files, saveMultipart, signal } = context;
    const { oss } = context.cloud;
    const { bytes, size, mtimeMs, md5, crc64 = '' } = local;
    const forbidOverwrite = remote === undefined;
    const contentType = context.toContentType(key);
    const start = { contentType, foreign: isForeign(comparison), ...(bytes && { body: bytes }) };
    const headers = headersFor(remote, rules, start);
    if (bytes) {
      const upload = { body: bytes, headers: { ...headers, ...aclHeader(acl) }, forbidOverwrite, md5 };
      return oss.putObject(bucket, key, upload, signal);
    }
    const revalidate = () => this.revalidate();
    return uploadMultipart(
      { oss, files, resumable: multipart, save: saveMultipart, revalidate },
      { path: local.path, state: { size, mtimeMs }, md5, crc64, bucket, key },
      { acl, forbidOverwrite, headers },
      signal,
    );
  }

  private async changeHeaders(remote: ObjectHead, acl: SentAcl): Promise<UploadOutcome> {
    const { request, comparison, context } = this;
    const { oss } = context.cloud;
    const { bucket, key } = request.publication;
    const contentType = context.toContentType(key);
    const headers = { ...headersFor(remote, comparison.rules, { contentType }), ...aclHeader(acl.acl) };
    const result = await oss.updateObjectHeaders(bucket, key, { headers, etag: remote.etag }, context.signal);
    // Another author was faster, and their object has kept its headers.
    if (!result) return judgeChanged(request, comparison, await readHeadInSlot(request, context));
    return { kind: 'sent', record: this.toRecord({ size: remote.size, etag: result.etag }, acl, this.sentAt) };
  }

  /**
   * The ACL that the object has, which goes with the upload: without it the object would get `default`, and might become
   * public or be closed. Keys that may not read ACLs (`oss:GetObjectAcl`) can only replace objects whose ACL the ledger
   * knows, which are those that were made from here; for any other one `forbidden` is thrown rather than a guess made.
   */
  private async readAcl(): Promise<SentAcl> {
    const { now } = this.context;
    if (!this.comparison.remote) return { acl: 'default', aclSeenAt: now() };
    const { acl, aclSeenAt = never } = knownAcl(this.comparison);
    if (acl !== 'unknown' && isRecent(aclSeenAt, aclMaxAgeMs, this.context)) return { acl, aclSeenAt };
    try {
      return await (this.aclRequest ?? requestAcl(this.request, this.context));
    } catch (error) {
      // An object that is gone meanwhile has none.
      if (isErrorOf(error, 'noSuchObject')) return { acl: 'default' };
      if (isErrorOf(error, 'forbidden', 'refused') && acl !== 'unknown') return { acl };
      throw error;
    }
  }

  private toRecord({ etag, size }: Pick<ObjectHead, 'etag' | 'size'>, acl: SeenAcl, seenAt: number): LedgerRecord {
    const { local, rules } = this.comparison;
    const { md5, mtimeMs } = local;
    return { etag, size, md5, mtimeMs, rules: rulesText(rules), ...acl, seenAt };
  }
}

/** Requests beside the HEAD an ACL that the ledger does not know well enough; how that fails counts once it is needed. */
function requestStaleAcl(
  request: UploadRequest,
  known: LedgerRecord | undefined,
  context: UploadContext,
): Promise<SentAcl> | undefined {
  const { acl, aclSeenAt = never } = known ?? {};
  if (acl === undefined || (acl !== 'unknown' && isRecent(aclSeenAt, aclMaxAgeMs, context))) return undefined;
  const requested = requestAcl(request, context);
  requested.catch(() => undefined);
  return requested;
}

function requestAcl({ publication }: UploadRequest, context: UploadContext): Promise<SentAcl> {
  const { cloud, signal } = context;
  return context.withReadSlot(async () => {
    const aclSeenAt = context.now();
    return { acl: await cloud.oss.readObjectAcl(publication.bucket, publication.key, signal), aclSeenAt };
  });
}

/** What the ledger knows of the ACL, as long as it is still the same object. */
function knownAcl({ remote, known }: UploadComparison): SeenAcl {
  if (!known || known.etag !== remote?.etag) return { acl: 'unknown' };
  const { acl, aclSeenAt } = known;
  return aclSeenAt === undefined ? { acl } : { acl, aclSeenAt };
}

/** The part of an intent about the object that is replaced. */
function replacing(remote: ObjectHead | undefined): Pick<Sent, 'over' | 'overAt'> {
  if (!remote) return {};
  return { over: remote.etag, ...(remote.modifiedAt !== undefined && { overAt: remote.modifiedAt }) };
}

/** The request header for an object's own ACL; `default` needs none. */
function aclHeader(acl: ObjectAcl): ObjectHeaders {
  return acl === 'default' ? {} : { 'x-oss-object-acl': acl };
}
