import { AppError, deniedKinds, isErrorOf } from '../../errors.js';
import type { ObjectAcl, ObjectHead, ObjectHeaders, PutResult } from '../../ports/oss.js';
import { type LedgerRecord, rulesText } from '../objectLedger.js';
import { type EntryAt, type Sent, wantsDelete } from '../queueEntry.js';
import {
  compareObject,
  type Expectation,
  hasReplacedOther,
  isForeign,
  isKnownUnchanged,
  judgeChanged,
  mayBeStale,
  mayDelete,
  type ObservedComparison,
  readHeadAgain,
  revalidate,
  type UploadComparison,
} from './compareObject.js';
import {
  checkedContent,
  existsWithExactCase,
  type LocalContent,
  memoryFor,
  readLocalFile,
  resolveFile,
  withComparedCrc,
  withCrc,
} from './localFile.js';
import { discardMultipart, uploadMultipart } from './multipartUpload.js';
import {
  isReplaced,
  readHead,
  readHeadInSlot,
  toRemoteChange,
  type UploadContext,
  type UploadEnd,
  type UploadOutcome,
  type UploadRequest,
} from './uploadContext.js';
import { headersFor, toContentType } from './uploadHeaders.js';

/** How long the ledger is trusted to show that an object is unchanged, in ms. */
const ledgerMaxAgeMs = 10 * 60_000;
/** How long a known ACL is trusted while the object stays the same, in ms. */
const aclMaxAgeMs = 10 * 60_000;

const never = Number.NEGATIVE_INFINITY;
/** Stands for the answer to a HEAD that was not sent, because a listing has just shown that the key has no object. */
const notAsked = { remote: undefined, seenAt: never, age: () => Number.POSITIVE_INFINITY };

/** An ACL and when it was read or set; `unknown` if it was not needed. */
type SeenAcl = Pick<LedgerRecord, 'acl' | 'aclSeenAt'>;
/** The ACL to send with an upload. */
type SentAcl = SeenAcl & { readonly acl: ObjectAcl };

/** Makes one object in the bucket match the disk. Compares first and sends only what is needed. */
export async function syncObject(entry: EntryAt<'send'>, context: UploadContext): Promise<UploadOutcome> {
  // The disk has the last word, in any order of requests.
  if (wantsDelete(entry) && !(await existsWithExactCase(entry.publication, context.files)))
    return removeObject(entry, context);
  try {
    return await sendObject({ ...entry, source: entry.publication }, context);
  } catch (error) {
    const gone = isErrorOf(error, 'badFile') && error.details.code === 'gone';
    if (gone && !(await readHead(entry, context)).remote) return { kind: 'unchanged', record: null };
    throw error;
  }
}

async function removeObject(entry: EntryAt<'send'>, context: UploadContext): Promise<UploadOutcome> {
  const { publication, sent, approved } = entry;
  const { bucket, key } = publication;
  const isOurs = (remote: ObjectHead) => mayDelete({ remote, known: context.known, sent, approved });
  const seen = await readHead(entry, context);
  const { remote } = seen;
  if (!remote) return { kind: 'unchanged', record: null, isNews: true };
  if (!isOurs(remote)) return { kind: 'conflict', remote: toRemoteChange(remote, context.known) };
  return context.withSlot('write', async () => {
    // Before the last check, since nothing may be awaited between it and the request.
    await context.recordIntent({ ...(sent ?? { size: 0 }), removed: true });
    if (context.isCurrent?.() === false) return { kind: 'superseded' };
    const now = await readHeadAgain(entry, seen, context);
    if (!now) return { kind: 'unchanged', record: null };
    if (!isOurs(now)) return { kind: 'conflict', remote: toRemoteChange(now, context.known) };
    if (context.isCurrent?.() === false) return { kind: 'superseded' };
    await context.cloud.oss.deleteObject(bucket, key, context.signal);
    return { kind: 'sent', record: null };
  });
}

/**
 * Makes an object equal to its file or to bytes, unless it already is or another author has changed it. OSS has no conditional PUT, so a write between our
 * last HEAD and our PUT is overwritten. Only a key without an object is protected, if the bucket has no versioning. What does not meet `expect` is left.
 */
export async function sendObject<End extends UploadEnd = never>(
  request: UploadRequest,
  context: UploadContext,
  expect: Expectation<End> = () => undefined,
): Promise<UploadOutcome | End> {
  const { publication, source } = request;
  const { files, realFolder, signal } = context;
  if (source instanceof Uint8Array)
    return send(request, checkedContent(files, publication, source), { context, expect });
  const found = await context.withDiskSlot(() => resolveFile(source, files, realFolder));
  const release = await context.takeMemory(memoryFor(found));
  try {
    const read = () => readLocalFile(source, found, files, signal);
    const local = await (found.bytes ? read() : context.withDiskSlot(read));
    return await send(request, local, { context, expect });
  } finally {
    release();
  }
}

/** How a request is carried out, and what its object has to be. */
interface Sending<End extends UploadEnd> {
  readonly context: UploadContext;
  readonly expect: Expectation<End>;
}

async function send<End extends UploadEnd>(
  request: UploadRequest,
  local: LocalContent,
  { context, expect }: Sending<End>,
): Promise<UploadOutcome | End> {
  const { publication, sent, approved } = request;
  if (isReplaced(request, local, context)) return { kind: 'held' };
  const { known } = context;
  const rules = publication.headers ?? {};
  if (known && isLedgerCurrent(request, known, context) && isKnownUnchanged(local, known, rules)) {
    return { kind: 'unchanged', record: known };
  }
  if (known?.md5 !== local.md5) context.willChange?.();
  const isFree = isBelievedNew(request, known) && (await context.canForbidOverwrite());
  // A save sends its requests at once.
  const isSave = publication.batch === undefined && !isFree && known?.md5 !== local.md5;
  const aclRequest = isSave ? requestStaleAcl(request, known, context) : undefined;
  // Needed if there is no object. It never rejects.
  const canForbid = isSave && !known ? context.canForbidOverwrite() : undefined;
  // A key that is believed free was not requested.
  const { remote, seenAt, age } = isFree ? notAsked : await readHead(request, context);
  const end = isFree ? undefined : expect(remote);
  if (end !== undefined) return end;
  const isProtected = !remote && (await (canForbid ?? context.canForbidOverwrite()));
  const compared = withComparedCrc(local, remote);
  // Needed only for an object of another author.
  const ownedUntil = remote && remote.etag !== known?.etag ? context.ownedUntil?.() : undefined;
  const { bases } = publication;
  const observed = { remote, seenAt, age, isProtected };
  let comparison: ObservedComparison = {
    local: compared,
    known,
    ownedUntil,
    bases,
    sent,
    approved,
    rules,
    ...observed,
  };
  // Only a conflict costs this look. An answer about this very object comes first.
  if (remote && approved === undefined && compareObject(comparison) === 'conflict')
    comparison = { ...comparison, ownedUntil: Math.max(ownedUntil ?? 0, (await context.coveredUntil?.()) ?? 0) };
  return new ObjectUpload(request, comparison, { context, expect, aclRequest }).run();
}

/** A user who asks for this file may know that the object has changed. */
function isLedgerCurrent(
  { publication, owesRefresh, sent, approved }: UploadRequest,
  { seenAt }: LedgerRecord,
  context: UploadContext,
): boolean {
  if (publication.explicit || owesRefresh || sent || approved !== undefined) return false;
  return isRecent(seenAt, ledgerMaxAgeMs, context);
}

/** Returns whether a time is within the last `maxAgeMs`. A time in the future comes from a clock that was set back and is not recent. */
function isRecent(time: number, maxAgeMs: number, { now }: UploadContext): boolean {
  const age = now() - time;
  return age >= 0 && age < maxAgeMs;
}

/** Returns whether this is the first attempt after a listing has shown that the key has no object. If that is wrong, OSS refuses the upload. */
function isBelievedNew(
  { publication, owesRefresh, attempts }: UploadRequest,
  known: LedgerRecord | undefined,
): boolean {
  return publication.believedNew === true && !known && !owesRefresh && attempts === 0;
}

/** Uploads one object after its content was compared with it. */
class ObjectUpload<End extends UploadEnd> {
  /** When the request that changes the object was sent, ms since the epoch. */
  private sentAt = never;
  /** The version that the upload created. `undefined` in a bucket without versioning. */
  private versionId: string | undefined;

  private readonly context: UploadContext;

  constructor(
    private readonly request: UploadRequest,
    private readonly comparison: ObservedComparison,
    /** `aclRequest` is the read of the ACL, started together with the HEAD. */
    private readonly sending: Sending<End> & { readonly aclRequest: Promise<SentAcl> | undefined },
  ) {
    this.context = sending.context;
  }

  /** Sends what the comparison requires, and resolves to the outcome. */
  async run(): Promise<UploadOutcome | End> {
    const { request, comparison, context } = this;
    const { local, remote } = comparison;
    const decision = compareObject(comparison);
    if (decision === 'conflict') return { kind: 'conflict', remote: toRemoteChange(remote, comparison.known) };
    if (decision === 'unchanged' && remote) {
      const record = this.toRecord(remote, knownAcl(comparison), comparison.seenAt);
      return { kind: 'unchanged', record, isNews: mayBeStale(comparison, remote, context.now()) };
    }
    const acl = await this.readAcl();
    const removed = request.sent?.removed ? { removed: true } : {};
    if (decision === 'headers' && remote) {
      await context.recordIntent({ size: local.size, etag: remote.etag, ...removed });
      return this.send(() => this.changeHeaders(remote, acl), false);
    }
    // The ETag of an object that OSS encrypts with a KMS key is not the MD5. A new one may become so too, but a run of thousands would feel the sums.
    const needsCrc =
      request.publication.batch === undefined || remote?.headers['x-oss-server-side-encryption'] === 'KMS';
    const { crc64 } = needsCrc ? withCrc(local) : local;
    const sum = crc64 === undefined ? {} : { crc64 };
    const sent: Sent = { size: local.size, etag: local.md5, ...sum, ...removed, ...replacing(remote) };
    // Before waiting for a slot, so that the intents of many uploads share one write.
    await context.recordIntent(sent);
    const outcome = await this.send(() => this.put(acl, sent), local.bytes === undefined);
    await this.checkReplaced();
    return outcome;
  }

  /**
   * Tells what another author wrote between the last look and the upload, which OSS has kept as a version. A version without an id replaces the former one
   * without an id, of which nothing is left.
   */
  private async checkReplaced(): Promise<void> {
    const { comparison, context, versionId } = this;
    if (versionId === undefined || versionId === 'null') return;
    const { bucket, key } = this.request.publication;
    const query = { prefix: key, marker: { key, versionId }, limit: 1, flat: true };
    const read = () => context.cloud.oss.listVersions(bucket, query, context.signal);
    // The upload has succeeded, whether or not its versions can be listed.
    const page = await context.withSlot('read', read).catch(() => undefined);
    const before = page?.versions.find((version) => version.key === key);
    if (hasReplacedOther(comparison, before)) context.onReplaced({ bucket, key });
  }

  /** Sends the change directly after the last check of the object. Deletes the parts of an earlier attempt first, unless they are resumed. */
  private send(change: () => Promise<UploadOutcome | End>, resumesParts: boolean): Promise<UploadOutcome | End> {
    const { context, request } = this;
    const { publication, multipart } = request;
    return context.withSlot('write', async () => {
      if (multipart && !resumesParts) await discardMultipart(context.cloud.oss, publication, multipart, context.signal);
      return (await this.revalidate()) ?? change();
    });
  }

  private async revalidate(): Promise<UploadOutcome | End | undefined> {
    const instead = await revalidate(this.request, this.comparison, this.context, this.sending.expect);
    this.sentAt = this.context.now();
    return instead;
  }

  private async put(acl: SentAcl, sent: Sent): Promise<UploadOutcome | End> {
    const { comparison, context } = this;
    try {
      const result = await this.putBytes(acl.acl);
      if ('kind' in result) return result;
      this.versionId = result.versionId;
      return {
        kind: 'sent',
        record: this.toRecord({ size: comparison.local.size, etag: result.etag }, acl, this.sentAt),
      };
    } catch (error) {
      // Without an ETag nothing was created, and the object is another author's.
      const brokenEtag = isErrorOf(error, 'corruptUpload') ? error.details.etag : undefined;
      if (brokenEtag !== undefined) await context.amendIntent?.({ ...sent, brokenEtag });
      if (!isErrorOf(error, 'objectExists')) throw error;
      return this.resolveExisting(sent);
    }
  }

  /** Finds out why OSS reports that a key has an object although it had none a moment ago: an upload of ours whose answer was lost, or another author. */
  private async resolveExisting(sent: Sent): Promise<UploadOutcome> {
    const { request, comparison, context } = this;
    const seenAt = context.now();
    const remote = await readHeadInSlot(request, context);
    const local = withComparedCrc(comparison.local, remote);
    const decision = remote && compareObject({ ...comparison, local, remote });
    if (decision === 'conflict') return { kind: 'conflict', remote: toRemoteChange(remote, comparison.known) };
    if (remote && decision === 'unchanged')
      return { kind: 'sent', record: this.toRecord(remote, { acl: 'unknown' }, seenAt) };
    // Ours after all, or gone again: the next attempt compares again. It came late from an ended window, whose intent ours has replaced.
    if (remote) await context.amendIntent?.({ ...sent, ...replacing(remote) });
    throw new AppError('unavailable', { subject: request.publication.key });
  }

  private async putBytes(acl: ObjectAcl): Promise<PutResult | UploadOutcome | End> {
    const { request, comparison, context } = this;
    const { publication, multipart } = request;
    const { local, remote, rules } = comparison;
    const { bucket, key } = publication;
    const { cloud, signal } = context;
    const { size, mtimeMs, md5, crc64 = '' } = local;
    const forbidOverwrite = remote === undefined;
    const contentType = toContentType(key);
    const start = { contentType, foreign: isForeign(comparison), ...(local.bytes && { body: local.bytes }) };
    const headers = { ...headersFor(remote, rules, start), ...request.added };
    if (local.bytes) {
      const upload = { body: local.bytes, headers: { ...headers, ...aclHeader(acl) }, forbidOverwrite, md5 };
      return cloud.oss.putObject(bucket, key, upload, signal);
    }
    const revalidate = () => this.revalidate();
    return uploadMultipart(
      context,
      { path: local.path, state: { size, mtimeMs }, md5, crc64, bucket, key },
      { acl, forbidOverwrite, headers, resumable: multipart, revalidate },
    );
  }

  private async changeHeaders(remote: ObjectHead, acl: SentAcl): Promise<UploadOutcome> {
    const { request, comparison, context } = this;
    const { oss } = context.cloud;
    const { bucket, key } = request.publication;
    const contentType = toContentType(key);
    const headers = { ...headersFor(remote, comparison.rules, { contentType }), ...aclHeader(acl.acl) };
    const itself = { bucket, key };
    const result = await oss.copyObject(itself, itself, { source: remote, headers }, context.signal);
    // Another author was faster, and their object has kept its headers.
    if (!result) return judgeChanged(request, comparison, await readHeadInSlot(request, context));
    return { kind: 'sent', record: this.toRecord({ size: remote.size, etag: result.etag }, acl, this.sentAt) };
  }

  /**
   * Returns the ACL to send with the upload. Without it the object would get `default`, which may make it public or private. Without permission to read ACLs
   * (`oss:GetObjectAcl`), the ledger must know the ACL; otherwise this throws `forbidden` instead of guessing.
   */
  private async readAcl(): Promise<SentAcl> {
    const { now } = this.context;
    if (!this.comparison.remote) return { acl: 'default', aclSeenAt: now() };
    const { acl, aclSeenAt = never } = knownAcl(this.comparison);
    if (acl !== 'unknown' && isRecent(aclSeenAt, aclMaxAgeMs, this.context)) return { acl, aclSeenAt };
    try {
      return await (this.sending.aclRequest ?? requestAcl(this.request, this.context));
    } catch (error) {
      // An object that is gone meanwhile has no ACL.
      if (isErrorOf(error, 'noSuchObject')) return { acl: 'default' };
      if (isErrorOf(error, ...deniedKinds) && acl !== 'unknown') return { acl };
      throw error;
    }
  }

  private toRecord({ etag, size }: Pick<ObjectHead, 'etag' | 'size'>, acl: SeenAcl, seenAt: number): LedgerRecord {
    const { local, rules } = this.comparison;
    const { md5, mtimeMs } = local;
    return { etag, size, md5, mtimeMs, rules: rulesText(rules), ...acl, seenAt };
  }
}

/** Starts to read the ACL together with the HEAD if the ledger does not know it well enough. A failure is reported only if the ACL turns out to be needed. */
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

async function requestAcl({ publication }: UploadRequest, context: UploadContext): Promise<SentAcl> {
  const { cloud, signal } = context;
  const aclSeenAt = context.now();
  return { acl: await cloud.oss.readObjectAcl(publication.bucket, publication.key, signal), aclSeenAt };
}

/** Returns the ACL from the ledger if the object is still the same, otherwise `unknown`. */
function knownAcl({ remote, known }: UploadComparison): SeenAcl {
  if (!known || known.etag !== remote?.etag) return { acl: 'unknown' };
  const { acl, aclSeenAt } = known;
  return aclSeenAt === undefined ? { acl } : { acl, aclSeenAt };
}

/** Returns the part of a stored intent that describes the object to be replaced. */
function replacing(remote: ObjectHead | undefined): Pick<Sent, 'over' | 'overAt'> {
  if (!remote) return {};
  return { over: remote.etag, ...(remote.modifiedAt !== undefined && { overAt: remote.modifiedAt }) };
}

/** Returns the request header that sets an object's ACL. Empty for `default`, which needs no header. */
function aclHeader(acl: ObjectAcl): ObjectHeaders {
  return acl === 'default' ? {} : { 'x-oss-object-acl': acl };
}
